import type { ObjectKind } from '@skerry/domain';
import { Command, Option } from 'commander';
import { type Cli, createCli, type Globals, type Register } from './cli.ts';
import { usage } from './failure/cli-error.ts';
import { errorLines } from './failure/report.ts';
import { refuseRepeats } from './fields/repeats.ts';
import { formats, type Output, parseOutput, refuseFormat } from './output/format.ts';
import { expand } from './words.ts';
import type { Io } from './io.ts';
import { version } from '@skerry/kit/version';

interface Group {
  readonly summary: string;
  /** The word that people have for it, where the API has another. */
  readonly also?: string;
  readonly section: string;
  readonly load: () => Promise<{ register: Register }>;
}

const catalogue = (summary: string, section = 'Objects:'): Group => ({
  summary,
  section,
  load: () => import('./commands/catalogue.ts'),
});

/** Every kind of object has its verbs; the compiler checks it. */
const objects = {
  instance: {
    summary: 'Virtual machines and containers',
    section: 'Objects:',
    load: () => import('./commands/instance/index.ts'),
  },
  image: catalogue('What disks start from'),
  marketplace: catalogue('Who outside has images'),
  datastore: catalogue('Where images are kept'),
  network: catalogue('Networks of the clusters'),
  template: catalogue('What instances are made from'),
  disk: catalogue('Disks of instances'),
  lease: { ...catalogue('Addresses that are in use'), also: 'address' },
  cluster: catalogue('Edge Clusters'),
  host: catalogue('Machines of the clusters'),
  user: catalogue('Who may log in'),
  group: catalogue('Groups of users'),
  token: catalogue('Secrets for programs'),
} satisfies Record<ObjectKind, Group>;

/**
 * What there is at the first word. A group's code is loaded when its word is used, and only then: most of the start-up
 * time of a command line is code that is not needed.
 */
export const groups: Readonly<Record<string, Group>> = {
  ...objects,
  run: {
    summary: 'Run an image, from wherever it comes',
    section: 'Running:',
    load: () => import('./commands/run/index.ts'),
  },
  status: { summary: 'The cloud at a glance', section: 'Looking:', load: () => import('./commands/status.ts') },
  events: { summary: 'Changes as they happen', section: 'Looking:', load: () => import('./commands/events.ts') },
  command: { summary: 'What was asked of clusters', section: 'Looking:', load: () => import('./commands/command.ts') },
  audit: { summary: 'Who did what', section: 'Looking:', load: () => import('./commands/audit.ts') },
  doctor: { summary: 'Can this machine be a host?', section: 'Looking:', load: () => import('./commands/doctor.ts') },
  login: { summary: 'Log in at a server', section: 'Access:', load: () => import('./commands/login.ts') },
  logout: { summary: 'Log out', section: 'Access:', load: () => import('./commands/logout.ts') },
  whoami: { summary: 'Who am I, and where?', section: 'Access:', load: () => import('./commands/whoami.ts') },
  context: { summary: 'Servers that are known here', section: 'Access:', load: () => import('./commands/context.ts') },
  lab: {
    summary: 'A whole cloud on this machine, to break',
    section: 'Tools:',
    load: () => import('./commands/lab/index.ts'),
  },
  api: { summary: 'Call any route of the API', section: 'Tools:', load: () => import('./commands/api.ts') },
  completion: {
    summary: 'Completion for bash, zsh and fish',
    section: 'Tools:',
    load: () => import('./commands/completion.ts'),
  },
  version: { summary: 'Versions of client and server', section: 'Tools:', load: () => import('./commands/version.ts') },
};

interface Prepared {
  readonly program: Command;
  readonly cli: Cli;
  /** The command line with whole words. */
  readonly argv: readonly string[];
}

/** The program with the one group that `argv` uses; the others are only names with a summary. */
export async function createProgram(io: Io, argv: readonly string[]): Promise<Prepared> {
  const program = new Command('skerry');
  const cli = createCli(io, () => {
    const { output, ...others } = program.opts<Omit<Globals, 'output' | 'fields'> & { output: Output }>();
    return { ...others, output: output.format, fields: output.fields };
  });
  program
    .description('Work with a Skerry cloud: skerry NOUN VERB')
    .version(version, '-V, --version')
    .addOption(outputOption())
    .option('--url <url>', 'Server (SKERRY_URL)')
    .option('--token <token>', 'Secret of a session or token (SKERRY_TOKEN)')
    .option('-c, --context <name>', 'One of `skerry context list`')
    .option('--deadline <seconds>', 'For each call to the server', deadline)
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(io.columns, 100) })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(`${errorLines(text.replace(/^error: /, ''), io, cli.errColours)}\n`),
    })
    .showHelpAfterError('(add --help for help)')
    .helpCommand('help [noun]', 'Help for a noun')
    .addHelpText(
      'after',
      '\nNames and numbers are both understood, nouns and verbs may be shortened. Exit codes and more: docs/cli.md',
    )
    .exitOverride()
    .hook('preAction', (_, command) => refuseFormat(command, program.opts<{ output: Output }>().output));
  for (const [name, group] of Object.entries(groups)) {
    const command = program.command(name).description(group.summary).helpGroup(group.section);
    if (group.also !== undefined) command.alias(group.also);
  }
  const used = expand(program, argv).command;
  if (used !== program) await groups[used.name()]?.load().then(({ register }) => register(used, cli));
  refuseRepeats(program);
  return { program, cli, argv: expand(program, argv).argv };
}

const outputOption = (): Option =>
  new Option('-o, --output <format>', 'How to print; custom=FIELD,… chooses the columns')
    .choices([...formats])
    .argParser(parseOutput)
    .default(parseOutput('table'), 'table');

function deadline(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw usage(`--deadline: "${text}" is not a number of seconds.`);
  return value;
}
