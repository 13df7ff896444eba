export { createHttpDirectory, type HttpDirectoryOptions } from './http-directory.ts';
