/**
 * The first rows before the console is there: drawn by the small script that comes first, over the place where the
 * console then draws itself unseen, and taken away in the moment in which that has rows. Its links work. It shows what a
 * table shows in passing, the names alone, where the table will have them (`early.css`; a test of the browser compares).
 * It knows nothing of the console and imports next to nothing: each byte of it is before the first rows.
 */
import { preferences } from '../api/preferences.ts';

interface Row {
  readonly id: number;
  readonly name: string;
}

/** Below it the navigation is folded and the rows lie elsewhere: pixels, as Mantine's `sm`. */
const leastWidth = 768;
/** Pixels above the rows, and of a row. */
const aboveRows = 258;
const leastRow = 34;

const pictureId = 'early';

/** Answers when it is painted, or there is nothing to paint. */
export async function drawEarly(path: string, answer: Promise<Response>): Promise<void> {
  if (globalThis.innerWidth < leastWidth) return;
  const reply = await answer;
  if (!reply.ok) return;
  const { items } = (await reply.clone().json()) as { readonly items: readonly Row[] };
  if (items.length === 0) return;
  document.documentElement.dataset['mantineColorScheme'] ??= colourScheme();
  document.getElementById('console')?.before(pictureOf(path, items));
  await painted();
}

function pictureOf(path: string, rows: readonly Row[]): HTMLElement {
  const picture = part('div');
  picture.id = pictureId;
  picture.dataset['density'] = preferences.density;
  const table = part('div', 'table');
  table.ariaBusy = 'true';
  const count = Math.ceil((globalThis.innerHeight - aboveRows) / leastRow);
  for (const { id, name } of rows.slice(0, Math.max(1, count))) {
    const row = part('div', 'row');
    row.dataset['id'] = String(id);
    const cell = part('div', 'cell');
    const link = document.createElement('a');
    link.href = `${path}/${id}`;
    link.textContent = name;
    cell.append(link);
    row.append(cell);
    table.append(row);
  }
  picture.append(part('header'), part('nav'), table);
  return picture;
}

function part(tag: string, role?: string): HTMLElement {
  const made = document.createElement(tag);
  if (role !== undefined) made.setAttribute('role', role);
  return made;
}

/** As Mantine will decide. */
function colourScheme(): string {
  const isDark = () => globalThis.matchMedia('(prefers-color-scheme: dark)').matches;
  try {
    const chosen = localStorage.getItem('mantine-color-scheme-value');
    if (chosen === 'light' || chosen === 'dark') return chosen;
  } catch {
    // A browser that forbids it remembers nothing.
  }
  return isDark() ? 'dark' : 'light';
}

/** After the frame in which it is drawn. In a window that is not seen no frame comes: it is not waited for. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.hidden) resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
  });

/** Milliseconds after which the picture goes, whatever the console shows: something is wrong, and it may say what. */
const mostMs = 10_000;
/** What is better than the picture: rows, a reason why there are none, the page of the log-in. */
const better = '[role="row"][data-id] a, [role="alert"], form';

/** The console's part of it: call before anything is drawn. */
export function outshineEarly(place: HTMLElement): void {
  const picture = document.getElementById(pictureId);
  if (picture === null) return;
  const { pathname } = globalThis.location;
  const end = () => {
    observer.disconnect();
    clearTimeout(timer);
    picture.remove();
  };
  // Told in the task that drew: nobody sees both, or neither.
  const observer = new MutationObserver(() => {
    if (globalThis.location.pathname !== pathname || place.querySelector(better) !== null) end();
  });
  observer.observe(place, { childList: true, subtree: true });
  const timer = setTimeout(end, mostMs);
}
