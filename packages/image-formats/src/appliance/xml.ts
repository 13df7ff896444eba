/**
 * As much of XML as a descriptor of an appliance needs: elements, attributes, text. Names without their prefix: programs
 * choose other ones for the same. Whoever declares entities is refused: they are how such a file grows or reads others.
 * Pure.
 */
import { formatError } from '../errors.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
}

/** Deeper is nobody's descriptor. */
const mostDepth = 64;
/**
 * Each is tried once at each place, and has one way only to match there: a descriptor that is made to be slow is not.
 */
const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/!?]+)((?:\s(?:[^<>"']|"[^"]*"|'[^']*')*?)?)(\/?)>|([^<]+)/gy;
const attribute = /([^\s=]{1,256})\s{0,64}=\s{0,64}(?:"([^"]*)"|'([^']*)')/g;

/** @throws `image-damaged` */
export function readXml(text: string): XmlElement {
  const top: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Open[] = [top];
  let at = 0;
  for (const match of text.replace(/^\uFEFF/, '').matchAll(token)) {
    if (match.index !== at) break;
    at += match[0].length;
    const [, cdata, closing, name, attributes = '', empty, plain] = match;
    const inner = open.at(-1) as Open;
    if (name === undefined) inner.text += cdata ?? (plain === undefined ? '' : decoded(plain));
    else if (closing === '/') {
      if (open.length === 1 || inner.name !== local(name)) throw damaged();
      open.pop();
    } else {
      const found: Open = { name: local(name), attributes: new Map(), children: [], text: '' };
      for (const [, word = '', double, single] of attributes.matchAll(attribute)) {
        found.attributes.set(local(word), decoded(double ?? single ?? ''));
      }
      inner.children.push(found);
      if (empty !== '/') open.push(found);
      if (open.length > mostDepth) throw damaged();
    }
  }
  const [root] = top.children;
  if (at < text.replace(/^\uFEFF/, '').length || open.length !== 1 || root === undefined) throw damaged();
  return root;
}

const local = (name: string) => name.slice(name.indexOf(':') + 1);
const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(/&(#x[0-9A-Fa-f]{1,6}|#\d{1,7}|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return names[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const damaged = () => formatError('image-damaged', 'The descriptor of the appliance cannot be read as XML.');
