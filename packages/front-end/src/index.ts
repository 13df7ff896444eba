export { createFrontEnd, type FrontEnd, type FrontEndOptions, version } from './front-end.ts';
export { FrontEndError, type FrontEndErrorCode } from './errors.ts';
