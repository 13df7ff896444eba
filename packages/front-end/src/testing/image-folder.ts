import { createFaultyServer, type FaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { digestOf } from '@skerry/outbound';

/** What a marketplace that is this folder must be set to. */
export interface ImageFolder {
  readonly server: FaultyServer;
  readonly settings: {
    readonly type: 'http';
    readonly url: string;
    readonly insecure: true;
    readonly allowedAddresses: readonly string[];
  };
}

export const usualFiles: Readonly<Record<string, string>> = {
  'debian-12-amd64.qcow2': 'a disk of Debian 12',
  'debian-13-amd64.qcow2': 'a disk of Debian 13',
  'alpine-3-arm64.tar.gz': 'a root of Alpine',
};

/** A folder of images on a web server of this machine, whose faults are settings. */
export async function startImageFolder(files: Readonly<Record<string, string>> = usualFiles): Promise<ImageFolder> {
  const sums = Object.entries(files).map(
    ([name, content]) => `${digestOf(content).slice('sha256:'.length)}  ${name}\n`,
  );
  const served: Readonly<Record<string, string>> = {
    '/images/': JSON.stringify(
      [...Object.keys(files), 'SHA256SUMS'].map((name) => ({ name, type: 'file', size: files[name]?.length ?? 1 })),
    ),
    '/images/SHA256SUMS': sums.join(''),
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`/images/${name}`, content])),
  };
  const server = await createFaultyServer(({ path }) => {
    const body = served[decodeURIComponent(path)];
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
  return {
    server,
    settings: { type: 'http', url: `${server.url}/images/`, insecure: true, allowedAddresses: ['127.0.0.0/8'] },
  };
}
