import { type Route, type RouteId, routes } from '@skerry/contract';
import { unknownWord } from '@skerry/domain';
import { stringify } from 'yaml';
import type { Register } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { json } from '../fields/typed-values.ts';
import { collect } from '../fields/repeats.ts';
import { textOrFile } from '../fields/read-text.ts';
import { didYouMean } from '@skerry/kit';
import { renderTable } from '../output/table.ts';

interface Options {
  readonly param?: string[];
  readonly query?: string[];
  readonly body?: string;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
}

/** Any route of the API by its name, for what has no verb of its own. The answer is printed as it is. */
export const register: Register = (command, cli) => {
  command
    .argument('[route]', 'Name of the route, such as instance.get; without it the routes are listed')
    .option('-p, --param <key=value>', 'Part of the path, such as id=3; repeatable', collect)
    .option('-q, --query <key=value>', 'Part of the query; repeatable', collect)
    .option('-b, --body <json>', 'JSON; @file reads it from a file, @- from standard input')
    .option('--if-match <etag>', 'Only when the object is still this one')
    .option('--idempotency-key <key>', 'Continue a write that was begun with this key')
    .action(async (name: string | undefined, options: Options) => {
      if (name === undefined) {
        const table = Object.entries(routes).map(([id, r]) => [id, r.method.toUpperCase(), r.path, r.summary]);
        const columns = [
          { title: 'ROUTE', priority: 1 },
          { title: 'METHOD', priority: 3 },
          { title: 'PATH', priority: 2 },
          { title: 'SUMMARY', priority: 4, shrinkTo: 12 },
        ];
        const rows = table.map((row) => row.map((text) => ({ text })));
        for (const line of renderTable(columns, rows, cli.io.columns, cli.colours)) cli.print(line);
        return;
      }
      const id = routeId(name);
      const body = options.body === undefined ? undefined : json(await textOrFile(cli.io, options.body), '--body');
      const route: Route = routes[id];
      const needed = [...route.path.matchAll(/:([a-z]+)/gi)].flatMap((m) => m[1] ?? []);
      const params = pairs(options.param, '--param', needed);
      const twice = Object.keys(params).find((key) => typeof params[key] !== 'string');
      if (twice !== undefined) throw usage(`--param: "${twice}" is given twice.`, 'Give it once.');
      const missing = needed.filter((key) => !(key in params));
      if (missing.length > 0) throw usage(`${id} needs ${missing.map((m) => `--param ${m}=...`).join(' ')}.`);
      const client = await cli.client();
      const answer = await client.callAny(id, {
        params,
        query: pairs(options.query, '--query', Object.keys(route.query?.shape ?? {})),
        ...(body === undefined ? {} : { body }),
        ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch }),
        ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
      });
      if (answer.etag !== undefined) cli.say(`etag: ${answer.etag}`);
      if (answer.data === undefined) cli.say(`status: ${answer.status}`);
      else if (cli.globals.output === 'yaml') cli.print(stringify(answer.data).trimEnd());
      else cli.print(JSON.stringify(answer.data, undefined, 2));
    });
};

function routeId(name: string): RouteId {
  if (name in routes) return name as RouteId;
  const hint = didYouMean(name, Object.keys(routes));
  throw usage(`There is no route "${name}".`, `${hint === undefined ? '' : `${hint} `}\`skerry api\` lists them.`);
}

/** What is given more than once goes to the server so, which says whether it takes that. */
function pairs(texts: readonly string[] | undefined, flag: string, known: readonly string[]): Record<string, Repeated> {
  const found: Record<string, Repeated> = {};
  for (const text of texts ?? []) {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`${flag}: "${text}" is not key=value.`, `Write it like ${flag} ${known[0] ?? 'key'}=...`);
    const key = text.slice(0, at);
    if (!known.includes(key)) {
      const what = known.length === 0 ? `This route takes no ${flag}.` : unknownWord('It takes no', key, known);
      throw usage(`${flag}: ${what}`);
    }
    const before = found[key];
    found[key] = before === undefined ? text.slice(at + 1) : [before, text.slice(at + 1)].flat();
  }
  return found;
}

type Repeated = string | readonly string[];
