import { KINDS } from './edits';
import { playCases } from './support/cases';

playCases(({ kind }) => !KINDS[kind].kind.startsWith('ontap'));
