/**
 * Rules of this repository that no linter knows. Each says why, and what to do instead. A remark that is made twice in
 * review becomes one of these.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
/** What git keeps or would keep, so that a new file is judged before it is committed. */
const files = git('ls-files', '--cached', '--others', '--exclude-standard')
  .split('\n')
  .filter((f) => f !== '' && existsSync(join(root, f)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const code = files.filter((f) => /^(packages|apps|tools|bench|e2e)\/.*\.(ts|tsx|mjs|cjs)$/.test(f));
const isTest = (f: string) => /\.test\.tsx?$|\/testing\/|\/conformance\//.test(f);
const self = 'tools/policy.test.ts';

/** The offenders, with the reason, so that whoever breaks a rule need not search for it. */
function none(offenders: readonly string[], why: string): void {
  expect(offenders, `${why}\n${offenders.join('\n')}\n`).toEqual([]);
}

describe('files', () => {
  /** Longer than 300 lines, for a reason. The number is a ceiling: it may only go down. */
  const allowed: Readonly<Record<string, { readonly lines: number; readonly because: string }>> = {
    'packages/domain/src/limits/limits.ts': { lines: 600, because: 'one table, read from top to bottom' },
  };

  it('hold one thing each, in at most 300 lines', () => {
    const long = code
      .filter((f) => /^(packages|apps)\//.test(f) && !isTest(f))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > (allowed[file]?.lines ?? 300))
      .map(({ file, lines }) => `${file}: ${lines} lines`);
    none(long, 'A long file holds two things: give the second a file named for it.');
  });

  it('are named for what they hold, not for a drawer', () => {
    const drawers = code.filter((f) => /(^|\/)(utils?|common|types|helpers?|misc|shared)\.(ts|tsx|mjs)$/.test(f));
    none(drawers, 'Nobody finds a thing in a drawer: name the file for the one thing it holds.');
  });

  it('leave nothing for later in a comment', () => {
    const marker = /\b(TODO|FIXME|XXX|HACK)\b/;
    const offenders = code.filter((f) => f !== self && marker.test(read(f)));
    none(
      offenders,
      'A promise in a comment is forgotten: do it, or open an issue and say in the text what is not there.',
    );
  });
});

describe('what a store holds', () => {
  const folders = /^(packages\/(store|feed|cluster|agent|doctor|api|front-end)|apps\/lab)\//;
  const routeWords = 'ids of routes and kinds of objects go by the same words, which TypeScript does not see';
  /** Casts that read no store, each with its reason. The number is a ceiling: it may only go down. */
  const casts: Readonly<Record<string, { readonly casts: number; readonly because: string }>> = {
    'packages/front-end/src/routes/standard-writes.ts': { casts: 5, because: routeWords },
    'packages/front-end/src/clusters/declare-lost.ts': { casts: 1, because: routeWords },
    'packages/api/src/instances/decide-commands.ts': { casts: 1, because: routeWords },
    'packages/api/src/requests/open-stream.ts': { casts: 1, because: routeWords },
    'packages/front-end/src/routes/host.ts': { casts: 1, because: routeWords },
    'packages/api/src/routes/reads.ts': { casts: 1, because: routeWords },
    'packages/api/src/routes/instance.ts': { casts: 1, because: routeWords },
    'packages/front-end/src/routes/user.ts': { casts: 1, because: routeWords },
    'packages/api/src/http/docs-page.ts': { casts: 1, because: 'the document that we have just made' },
    'packages/front-end/src/images/image-files.ts': { casts: 1, because: 'a callback assigned it' },
    'packages/front-end/src/images/imports/import-plan.ts': {
      casts: 2,
      because: 'offers, whose type is not the store’s',
    },
    'packages/api/src/samples/sample-gaps.ts': { casts: 1, because: 'made of the names of the type itself' },
    'packages/api/src/state/references.ts': { casts: 1, because: 'made of the names of the type itself' },
    'packages/api/src/state/tables.ts': { casts: 1, because: 'made of the names of the type itself' },
    'apps/lab/src/services.ts': { casts: 1, because: 'Node names no type for the descriptor of a server' },
  };

  it('is of the type of its key, not of a cast', () => {
    const offenders = code
      .filter((f) => folders.test(f) && !isTest(f))
      .flatMap((file) => {
        const found = read(file)
          .split('\n')
          .flatMap((line, i) => (/\bas (unknown as|never)\b/.test(line) ? [`${file}:${i + 1}`] : []));
        return found.length > (casts[file]?.casts ?? 0) ? found : [];
      });
    none(offenders, 'Read and write through the keys of packages/store/src/layout, which say what lies there.');
  });

  const withoutComments = (text: string) => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');

  it('lies where the layout says: no prefix of a store is spelled out elsewhere', () => {
    const areas =
      'catalogue|sequence|placed|lease-block|unwritten|commands|command-history|mirror|idempotency|host-key|cluster-join|' +
      'former-cluster|token-use|state|intents|observed|address|mac|unreadable|site';
    const spelled = new RegExp(`['\`]/(${areas})/`);
    const offenders = code.filter(
      (f) =>
        folders.test(f) && !isTest(f) && !f.includes('/store/src/layout/') && spelled.test(withoutComments(read(f))),
    );
    none(offenders, 'Use the tables of packages/store/src/layout: a key that is spelled out twice is changed once.');
  });
});

describe('errors', () => {
  it('have a code of the closed list of their package', () => {
    const listed = /^packages\/(cluster|agent|feed|domain)\/src\//;
    const offenders = code
      .filter((f) => listed.test(f) && !isTest(f) && !f.endsWith('/errors.ts'))
      .filter((f) => /new SkerryError\(\s*\{|kind: '(refused|failed|bug)',\s*message/.test(read(f)));
    none(offenders, 'Add the code to errors.ts of the package, and make the error or refusal by it.');
  });

  it('whose code nobody uses are not listed', () => {
    const lists = code.filter((f) => /^packages\/(cluster|agent|feed|domain)\/src\/errors\.ts$/.test(f));
    const offenders = lists.flatMap((list) => {
      const others = code.filter((f) => f.startsWith(dirname(list)) && f !== list && !isTest(f)).map(read);
      const codes = [...read(list).matchAll(/^ {2}'([a-z-]+)': \{/gm)].map(([, name = '']) => name);
      expect(codes.length).toBeGreaterThan(2);
      return codes
        .filter((name) => !others.some((text) => text.includes(`'${name}'`)))
        .map((name) => `${list}: ${name}`);
    });
    none(offenders, 'Take it out of the list: a code that never comes is searched for in vain.');
  });
});

describe('what a package shows', () => {
  const shown = files
    .filter((f) => /^(packages|apps)\/.*package\.json$/.test(f))
    .flatMap((file) => {
      const { name = '', exports = {} } = JSON.parse(read(file)) as { name?: string; exports?: Record<string, string> };
      return Object.entries(exports).map(([path, target]) => ({ file, name, path, target }));
    });

  it('is named, one by one', () => {
    expect(shown.length).toBeGreaterThan(30);
    const offenders = shown.filter(({ path, target }) => path.includes('*') || target.includes('*'));
    none(
      offenders.map(({ file, path }) => `${file}: ${path}`),
      'A pattern makes every file public, and whoever moves one breaks others: export from index.ts what others may ' +
        'use, or name the file in "exports" where index.ts would bring too much along.',
    );
  });

  it('is used by somebody else', () => {
    const offenders = shown
      .filter(({ path }) => path !== '.')
      .filter(({ file, name, path }) => {
        const specifier = `'${name}${path.slice(1)}'`;
        return !code.some((f) => !f.startsWith(`${dirname(file)}/`) && read(f).includes(specifier));
      })
      .map(({ file, path }) => `${file}: ${path}`);
    none(offenders, 'Nobody outside of the package imports it: take it out of "exports".');
  });
});

describe('closed lists of words', () => {
  /** Words of two things that change apart. */
  const apart = ["'none','stale','current'"];

  it('stand once', () => {
    const places = new Map<string, string[]>();
    for (const file of code.filter((f) => /^packages\/(domain|contract)\//.test(f) && !isTest(f))) {
      for (const [, words = ''] of read(file).matchAll(/\[((?:\s*'[\w-]+',?)+)\s*\]\s*(?:as const|\))/g)) {
        const list = words.replace(/\s|,$/g, '');
        if (list.includes(',')) places.set(list, [...(places.get(list) ?? []), file]);
      }
    }
    expect(places.size).toBeGreaterThan(20);
    const offenders = [...places].filter(([list, files]) => files.length > 1 && !apart.includes(list));
    none(
      offenders.map(([list, files]) => `${list}: ${files.join(', ')}`),
      'Two lists come apart when one gets another word: keep it in domain, and let shapes and types take it from there.',
    );
  });
});

describe('dependencies', () => {
  it('the lock file names no registry', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { resolved?: string; link?: boolean; integrity?: string }>;
    };
    const offenders = Object.entries(lock.packages)
      .filter(([, p]) => p.resolved !== undefined && p.link !== true)
      .map(([name, p]) => `${name}: ${p.resolved}`);
    none(
      offenders,
      'Everyone installs from their own registry, and the integrity says what is right. ' +
        'Run npm install in this folder: .npmrc has omit-lockfile-registry-resolved.',
    );
  });

  it('have exact versions', () => {
    const offenders = files
      .filter((f) => /(^|\/)package\.json$/.test(f))
      .flatMap((file) => {
        const manifest = JSON.parse(read(file)) as Record<string, Record<string, string> | undefined>;
        const all = {
          ...manifest['dependencies'],
          ...manifest['devDependencies'],
          ...manifest['optionalDependencies'],
        };
        return Object.entries(all)
          .filter(([, version]) => !/^(npm:[^@]*@?[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
          .map(([name, version]) => `${file}: ${name} ${version}`);
      });
    none(offenders, 'A range installs something else tomorrow: write the version that was tried.');
  });
});

describe('configurations', () => {
  /** Words that stand in no other text than in what LXC, dnsmasq, nftables, libvirt, cloud-init or systemd reads. */
  const grammars =
    /lxc\.(uts|net|idmap|rootfs|signal)\.?|dhcp-(range|hostsfile)=|'?flush chain \$|unix_sock_group|#cloud-config\b|xml\('domain'|\[Service\]/;
  /** They write only what stands in them, or hold words of the grammar to read or name it. */
  const literal: Readonly<Record<string, string>> = {
    // Everything that it writes passes through xml.ts.
    'packages/drivers/compute-kvm/src/domain-xml.ts': 'writes through xml.ts',
    // Its lines pass through container-config.ts.
    'packages/drivers/compute-lxc/src/application-config.ts': 'writes through container-config.ts',
    // It tells what somebody else wrote by how it begins.
    'packages/domain/src/instance/user-data.ts': 'reads only',
  };

  it('are written by who refuses control characters', () => {
    const writers = code.filter((f) => f.startsWith('packages/') && !isTest(f) && grammars.test(read(f)));
    expect(writers).toContain('packages/drivers/compute-lxc/src/container-config.ts');
    expect(read('packages/drivers/compute-kvm/src/xml.ts')).toContain('plainLine(');
    const offenders = writers.filter((f) => !(f in literal) && !/\bplainLine\(/.test(read(f)));
    none(offenders, 'A line feed in a value becomes a directive: pass every value through plainLine of @skerry/kit.');
    none(
      Object.keys(literal).filter((f) => !writers.includes(f)),
      'These write no configuration any more: take them off the list.',
    );
  });
});

describe('kinds of instances', () => {
  it('are asked by their traits, not by their names', () => {
    const byName = /[!=]==? *'(vm|container)'|'(vm|container)' *[!=]==?|case '(vm|container)'|\['vm', *'container'\]/;
    const allowed = ['packages/domain/src/instance/kinds.ts'];
    const offenders = code.filter(
      (f) => /^(packages|apps)\//.test(f) && !isTest(f) && !allowed.includes(f) && byName.test(read(f)),
    );
    none(
      offenders,
      'A new kind would be forgotten here: ask a trait of kindTable (packages/domain/src/instance/kinds.ts), or fill a ' +
        'Record<InstanceKind, …>, of which the compiler names what is missing.',
    );
  });
});

describe('tests', () => {
  const tests = code.filter((f) => /\.test\.tsx?$/.test(f) && f !== self);

  it('are not switched off, and none switches off the others', () => {
    const offenders = tests.filter((f) =>
      /\b(it|test|describe)(\.each\([^)]*\))?\.(only|skip|todo|fails)\b/.test(read(f)),
    );
    none(offenders, 'A skipped test is a lie in green. Delete it, mend it, or use skipIf(…) or ctx.skip(reason).');
  });

  it('with real guests, mounts or processes clean up also when they fail', () => {
    const offenders = tests.filter(
      (f) =>
        f.endsWith('.real.test.ts') &&
        !/afterAll|afterEach|onTestFinished|dispose|finally|cleanUp|Conformance\(/.test(read(f)),
    );
    none(
      offenders,
      'What a failed test leaves behind breaks the next: remove it in afterAll, onTestFinished or finally.',
    );
  });

  it('with real guests, mounts or processes are called *.real.test.ts', () => {
    const real = /\bcreate(Kvm|Lxc|BridgeNetwork|Qcow2Storage)\s*\(/;
    const offenders = tests.filter(
      (f) => f.startsWith('packages/') && !f.endsWith('.real.test.ts') && real.test(read(f)),
    );
    none(offenders, 'The unit tests need nothing but Node: name the file *.real.test.ts, or use the fake.');
  });
});

describe('links', () => {
  it('are asked and answered by the methods of the contract, which both sides parse', () => {
    // `acceptFeeds` and `produceFeed` do so themselves; the harness of crashes wraps a session, whatever is said.
    const allowed = /^(packages\/link\/src\/|apps\/lab\/src\/crash\/stepped-session\.ts)/;
    const bare = /\b(session|upward|host|parent|child)(\(\w*\))?\s*\.(request|openStream|sample|notify)\(|\.handle\(\{/;
    const offenders = code.filter(
      (f) => /^(packages|apps)\//.test(f) && !isTest(f) && !allowed.test(f) && bare.test(read(f)),
    );
    none(
      offenders,
      'What comes over a link is believed by nobody: use ask, tell, openStream and answering(…) of @skerry/link, ' +
        'with a method of packages/contract/src/link/methods.ts.',
    );
  });
});

describe('documents', () => {
  const documents = files.filter((f) => f.endsWith('.md'));

  it('link only to what is there', () => {
    const offenders = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
        .map((m) => m[1] as string)
        .filter((target) => !existsSync(join(root, dirname(file), target)))
        .map((target) => `${file} → ${target}`),
    );
    none(offenders, 'A dead link costs its reader more than no link: mend or remove it.');
  });

  it('name every package in the table of layers', () => {
    const table = read('docs/architecture.md');
    const packages = new Set(
      code.map((f) => /^packages\/(?!drivers\/)([^/]+)\//.exec(f)?.[1]).filter((p) => p !== undefined),
    );
    const offenders = [...packages].filter((p) => !table.includes(`\`packages/${p}\``));
    none(offenders, 'Say in docs/architecture.md ("Layers") what the package holds and what it may import.');
  });

  it('list every decision', () => {
    const index = read('docs/decisions/README.md');
    const offenders = documents.filter(
      (f) => /decisions\/\d{4}-/.test(f) && !index.includes(f.slice(f.lastIndexOf('/') + 1)),
    );
    none(offenders, 'Add the decision to docs/decisions/README.md.');
  });

  it('explain each word once, in the order of the alphabet', () => {
    const words = [...read('docs/glossary.md').matchAll(/^\| (\*\*.+?) \|/gm)].map(([, cell = '']) => cell);
    expect(words.length).toBeGreaterThan(70);
    const twice = words.filter((word, i) => words.indexOf(word) !== i);
    none(twice, 'Two branches changed the same row: keep the one that says more.');
    const plain = (word: string) => (/\*\*(.+?)\*\*/.exec(word)?.[1] ?? '').toLowerCase().replaceAll('-', ' ');
    const astray = words.filter((word, i) => i > 0 && plain(word) < plain(words[i - 1] ?? ''));
    none(astray, 'Put the row where the alphabet has it: nobody reads a glossary from top to bottom.');
  });
});
