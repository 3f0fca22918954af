import { describeStructs } from './hostile';

describeStructs('Lustre');
