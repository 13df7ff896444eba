import { plainLine } from '@skerry/kit';

/** An element as data. Text and elements are not mixed in what we write. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly content: readonly XmlElement[] | string;
}

export function xml(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  content: readonly XmlElement[] | string = [],
): XmlElement {
  return { name, attributes, content };
}

/** Text of the element, two blanks of indent a level, a line feed at the end. */
export function renderXml(element: XmlElement, indent = ''): string {
  const attributes = Object.entries(element.attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const open = `${indent}<${element.name}${attributes.join('')}`;
  if (element.content.length === 0) return `${open}/>\n`;
  if (typeof element.content === 'string') return `${open}>${escapeXml(element.content)}</${element.name}>\n`;
  const children = element.content.map((child) => renderXml(child, `${indent}  `));
  return `${open}>\n${children.join('')}${indent}</${element.name}>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * What control characters are refused; the two besides that XML 1.0 cannot carry become blanks.
 * @throws SkerryError `control-character`.
 */
export function escapeXml(text: string): string {
  return plainLine(text, 'A value of the definition of a virtual machine')
    .replace(/[\uFFFE\uFFFF]/g, ' ')
    .replace(/[&<>"']/g, (c) => entities[c] ?? c);
}
