export { acceptRecord, readBy, recordKindOf, whatIsWrong } from './accept-record.ts';
export { feedRecords, recordsEdition, type RecordKind } from './feed-records.ts';
export { hostIntentRecord, hostNetworkRecord, instanceRecord, observationRecord } from './instance.ts';
export { hostStatusRecord, reportRecord } from './cluster-state.ts';
export { commandRecord } from './command.ts';
export { unchangedBy } from './unchanged.ts';
