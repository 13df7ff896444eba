import { Command, Option } from 'commander';
import { type Cli, createCli, formats, type Globals, type Register } from './cli.ts';
import { usage } from './failure/cli-error.ts';
import type { Io } from './io.ts';
import { version } from '@skerry/kit/version';

interface Group {
  readonly summary: string;
  readonly section: string;
  readonly load: () => Promise<{ register: Register }>;
}

const catalogue = (summary: string, section = 'Objects:'): Group => ({
  summary,
  section,
  load: () => import('./commands/catalogue.ts'),
});

/**
 * What there is at the first word. A group's code is loaded when its word is used, and only then: most of the start-up
 * time of a command line is code that is not needed.
 */
export const groups: Readonly<Record<string, Group>> = {
  instance: {
    summary: 'Virtual machines and containers',
    section: 'Objects:',
    load: () => import('./commands/instance/index.ts'),
  },
  image: catalogue('What disks start from'),
  datastore: catalogue('Where images are kept'),
  network: catalogue('Networks of the clusters'),
  template: catalogue('What instances are made from'),
  disk: catalogue('Disks of instances'),
  lease: catalogue('Addresses that are in use'),
  cluster: catalogue('Edge Clusters'),
  host: catalogue('Machines of the clusters'),
  user: catalogue('Who may log in'),
  group: catalogue('Groups of users'),
  token: catalogue('Secrets for programs'),
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

/** The program with the one group that `argv` uses; the others are only names with a summary. */
export async function createProgram(io: Io, argv: readonly string[]): Promise<{ program: Command; cli: Cli }> {
  const program = new Command('skerry');
  const cli = createCli(io, () => program.opts<Globals>());
  program
    .description('Work with a Skerry cloud: skerry NOUN VERB')
    .version(version, '-V, --version')
    .addOption(new Option('-o, --output <format>', 'How to print').choices(formats).default('table'))
    .option('--url <url>', 'Server (SKERRY_URL)')
    .option('--token <token>', 'Secret of a session or token (SKERRY_TOKEN)')
    .option('-c, --context <name>', 'One of `skerry context list`')
    .option('--deadline <seconds>', 'For each call to the server', deadline)
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(io.columns, 100) })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(`${cli.errColours.bad('error:')} ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('(add --help for help)')
    .helpCommand('help [noun]', 'Help for a noun')
    .addHelpText('after', '\nNames and numbers are both understood. Exit codes and more: docs/cli.md')
    .exitOverride();
  const used = firstWords(program, argv).find((word) => word !== 'help');
  for (const [name, group] of Object.entries(groups)) {
    const command = program.command(name).description(group.summary).helpGroup(group.section);
    if (name === used) (await group.load()).register(command, cli);
  }
  return { program, cli };
}

function deadline(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw usage(`--deadline: "${text}" is not a number of seconds.`);
  return value;
}

/** Words of the command line that are neither options nor their values. */
export function firstWords(program: Command, argv: readonly string[]): string[] {
  const withValue = new Set(
    program.options.filter((o) => o.required).flatMap((o) => [o.short, o.long].filter((n) => n !== undefined)),
  );
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return [...words, ...argv.slice(i + 1)];
    if (withValue.has(word)) i++;
    else if (!word.startsWith('-')) words.push(word);
  }
  return words;
}
