export { createFrontEnd, type FrontEnd, type FrontEndOptions } from './front-end.ts';
export { FrontEndError, type FrontEndErrorCode } from '@skerry/api/errors';
