import { describeStructs } from './hostile';

describeStructs('ONTAP');
