/**
 * `node tools/guest-kernel.ts DIRECTORY`: gives a host the kernel for guests that bring none, out of Debian's packages. Run
 * it again after an upgrade of Debian: guests take the new one at their next start.
 */
import { toFailure } from '@skerry/kit';
import { buildGuestKernel, placeGuestKernel } from '@skerry/images';
import { resolve } from 'node:path';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('Say where, as in: node tools/guest-kernel.ts /var/lib/skerry/agent/guest-kernel\n');
  process.exit(2);
}
try {
  const kernel = await buildGuestKernel({
    cacheDir: process.env['SKERRY_IMAGE_CACHE'] ?? '/var/cache/skerry/images',
    onProgress: (what) => process.stdout.write(`${what}\n`),
  });
  await placeGuestKernel(kernel, resolve(directory));
  process.stdout.write(`Linux ${kernel.version} lies in ${resolve(directory)}.\n`);
} catch (error) {
  const { message, hint } = toFailure(error);
  process.stderr.write(`${message}\n${hint ?? ''}\n`);
  process.exit(1);
}
