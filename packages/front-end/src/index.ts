export { createFrontEnd, type FrontEnd, type FrontEndOptions } from './front-end.ts';
export { RequestError, type RequestErrorCode } from '@skerry/api/errors';
