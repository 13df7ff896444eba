export { acceptFeeds, type FeedConsumer, storeConsumer, type StoreConsumerOptions } from './consume.ts';
export { storeOrigin } from './origin.ts';
export { changesPerBatch, charactersPerBatch } from './batch-size.ts';
export { type FedStore, type FeedSource, produceFeed } from './produce.ts';
export { answeredArea, recordArea } from './record-areas.ts';
export { FirstReading, type ReadableArea } from './first-reading.ts';
export { Share, type ShareLimits } from './share.ts';
export { type Examination, type Examine, examineAll, sift } from './sift.ts';
