import { describe, expect, it } from 'vitest';
import { debianSources, parseControl } from './debian-archive.ts';

describe('debianSources', () => {
  it("takes Debian's own archives of the suite, each once, and nothing else", () => {
    const targets = [
      'Debian bookworm http://deb.debian.org/debian/ main',
      'Debian bookworm http://deb.debian.org/debian/ main',
      'Debian bookworm http://deb.debian.org/debian/ non-free-firmware',
      'Debian bookworm-security http://deb.debian.org/debian-security/ main',
      'Debian trixie http://deb.debian.org/debian/ main',
      'Elsewhere bookworm http://example.org/ main',
    ];
    expect(debianSources(targets.join('\n'))).toEqual([
      'deb http://deb.debian.org/debian bookworm main',
      'deb http://deb.debian.org/debian-security bookworm-security main',
    ]);
  });
});

describe('parseControl', () => {
  it('reads name, version and dependencies of each paragraph', () => {
    const text = [
      'Package: linux-image-cloud-amd64\nVersion: 6.1.1-1\nDepends: linux-image-6.1.0-1-cloud-amd64 (= 6.1.1-1)\n',
      'Package: busybox-static\nVersion: 1:1.35.0-4\nDescription: a shell\n with tools\n',
    ];
    expect(parseControl(`${text.join('\n')}\n`)).toEqual([
      { name: 'linux-image-cloud-amd64', version: '6.1.1-1', depends: 'linux-image-6.1.0-1-cloud-amd64 (= 6.1.1-1)' },
      { name: 'busybox-static', version: '1:1.35.0-4', depends: '' },
    ]);
  });
});
