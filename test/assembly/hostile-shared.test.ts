import { describeStructs } from './hostile';

describeStructs('both');
