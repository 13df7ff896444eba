import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { RequestError } from '@skerry/api/errors';
import { absolutePath } from '../absolute-path.ts';
import { virtualBytesOfQcow2 } from '../qcow2-file.ts';
import type { ImageSource } from './image-source.ts';

/** A file of the front-end's machine. Throws `file-not-readable` and `not-qcow2`. */
export const pathSource: ImageSource = (given) => {
  const path = absolutePath(given);
  return async () => {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new RequestError('file-not-readable', `The file ${path} cannot be read: ${code}.`, {
        field: 'path',
        cause,
      });
    });
    try {
      // Before the long copy; what counts is the copy.
      await virtualBytesOfQcow2(file, path);
    } catch (error) {
      await file.close();
      throw error;
    }
    return { keepIn: (files, wish) => files.adopt(file, wish), close: () => file.close() };
  };
};
