export { createS3 } from './s3.ts';
export { type AccessKey, signedFor } from './signature.ts';
