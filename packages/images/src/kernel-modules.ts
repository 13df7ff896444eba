import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Module name (with `_`, as the kernel writes it) to the path of its file and the names it needs. */
export type ModuleGraph = ReadonlyMap<string, { readonly path: string; readonly needs: readonly string[] }>;

/** Reads modules.dep, which depmod made; what is built into the kernel does not appear in it. */
export async function readModuleGraph(modulesDirectory: string): Promise<ModuleGraph> {
  return parseModuleGraph(await readFile(join(modulesDirectory, 'modules.dep'), 'utf8'));
}

export function parseModuleGraph(text: string): ModuleGraph {
  const graph = new Map<string, { path: string; needs: string[] }>();
  for (const line of text.split('\n')) {
    const [path, needs] = line.split(':');
    if (path === undefined || needs === undefined) continue;
    graph.set(nameOf(path), { path, needs: needs.split(' ').filter(Boolean).map(nameOf) });
  }
  return graph;
}

/** Files to load, in an order that insmod accepts. A name that is not in the graph is built in, or a mistake: `builtin` decides. */
export function loadOrder(graph: ModuleGraph, wanted: readonly string[], builtin: (name: string) => boolean): string[] {
  const order = new Set<string>();
  const add = (name: string): void => {
    const found = graph.get(name);
    if (found === undefined) {
      if (builtin(name)) return;
      throw new Error(`the kernel has no module ${name}`);
    }
    if (order.has(found.path)) return;
    for (const need of found.needs) add(need);
    order.add(found.path);
  };
  for (const name of wanted) add(name.replaceAll('-', '_'));
  return [...order];
}

function nameOf(path: string): string {
  return basename(path)
    .replace(/\.ko(\..*)?$/, '')
    .replaceAll('-', '_');
}
