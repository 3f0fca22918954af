import { KINDS } from './edits';
import { simulateCases } from './support/cases';

simulateCases(({ kind }) => KINDS[kind].kind.startsWith('ontap'));
