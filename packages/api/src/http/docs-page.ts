import { openApi } from './openapi.ts';
import { pageStyle } from './page-style.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  readonly requestBody?: { required: boolean; content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] as string);
/** Text with `code` in it. */
const prose = (text: string): string => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) as string;
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.enum !== undefined) return schema.enum.map((v) => `<code>${escape(JSON.stringify(v))}</code>`).join(' ');
  if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map to ${typeOf(schema.additionalProperties)}`;
  if (schema.properties !== undefined) {
    return `{ ${Object.entries(schema.properties)
      .map(([n, s]) => `${escape(n)}: ${typeOf(s)}`)
      .join(', ')} }`;
  }
  const name = schema.type === undefined ? 'any JSON' : [schema.type].flat().join(' or ');
  return escape(name) + limits(schema);
}

function limits({ minimum, maximum, maxLength }: Schema): string {
  const isBound = (n: number | undefined) => n !== undefined && Math.abs(n) < Number.MAX_SAFE_INTEGER;
  if (isBound(minimum) && isBound(maximum)) return `, ${minimum} to ${maximum}`;
  if (isBound(minimum)) return `, at least ${minimum}`;
  return maxLength === undefined ? '' : `, at most ${maxLength} characters`;
}

function rows(
  fields: readonly { name: string; note: string; schema: Schema; description: string | undefined }[],
): string {
  if (fields.length === 0) return '';
  const body = fields.map(({ name, note, schema, description }) => {
    const standard =
      schema.default === undefined ? '' : ` Default: <code>${escape(JSON.stringify(schema.default))}</code>.`;
    return `<tr><th scope="row"><code>${escape(name)}</code>${note === '' ? '' : `<small>${note}</small>`}</th><td>${typeOf(schema)}</td><td>${prose(description ?? '')}${standard}</td></tr>`;
  });
  return `<div class="scroll"><table>${body.join('')}</table></div>`;
}

const fieldRows = (schema: Schema): string =>
  rows(
    Object.entries(schema.properties ?? {}).map(([name, field]) => ({
      name,
      note: schema.required?.includes(name) ? 'required' : '',
      schema: field,
      description: field.description,
    })),
  );

function operationHtml(method: string, path: string, op: Operation): string {
  const body = Object.values(op.requestBody?.content ?? {})[0]?.schema;
  const parameters = op.parameters.map((p) => ({
    name: p.name,
    note: p.in + (p.required ? ', required' : ''),
    schema: p.schema,
    description: p.description,
  }));
  const answers = Object.entries(op.responses)
    .filter(([status]) => status !== 'default')
    .map(([status, r]) => {
      const schema = Object.values(r.content ?? {})[0]?.schema;
      return `<p><b>${status}</b> ${prose(r.description)}${schema === undefined ? '' : `: ${typeOf(schema)}`}</p>`;
    });
  return `<section class="operation" id="${op.operationId}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>
<p>${prose(op.summary)}. <span class="soft">${prose(op.description)}</span></p>
${rows(parameters)}
${body === undefined ? '' : `<p>Body: ${typeOf(body)}</p>`}
${answers.join('')}
</section>`;
}

/** The API for people, as one page without scripts, made of the same document that programs read. */
export function docsPage(): string {
  const document = openApi() as unknown as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  const groups = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] as string;
      groups.set(tag, [...(groups.get(tag) ?? []), operationHtml(method, path, operation)]);
    }
  }
  const tags = [...groups.keys()].sort();
  const schemas = Object.entries(document.components.schemas);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Skerry API</title>
<style>${pageStyle}
.page { display: grid; grid-template-columns: 13rem minmax(0, 56rem); gap: 2.5rem; padding: 2rem; max-width: 76rem; margin: auto; }
nav { position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem); overflow-y: auto; }
nav a { display: block; padding: .15rem 0; text-decoration: none; }
h1 { margin-top: 0; }
h2 { margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { margin: 0 0 .5rem; font-size: 1rem; overflow-wrap: anywhere; }
.operation { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem; margin: 1rem 0; }
.operation p { margin: .4rem 0; }
.operation:target, .schema:target { border-color: var(--accent); }
.method { display: inline-block; min-width: 4.2rem; padding: .1rem .5rem; border-radius: .3rem; background: var(--accent); color: var(--back); text-align: center; font-size: .8rem; }
.method.delete { background: #b3403a; color: #fff; } .method.get { background: #3c7a4d; color: #fff; }
.soft, small { color: var(--soft); }
small { display: block; font-weight: normal; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid var(--line); font-weight: normal; }
th { white-space: nowrap; }
@media (max-width: 52rem) { .page { grid-template-columns: 1fr; padding: 1rem; } nav { position: static; max-height: none; columns: 2; } }
</style>
</head>
<body>
<div class="page">
<nav aria-label="Contents"><b>Skerry API</b><a href="#start">Start here</a>${tags.map((t) => `<a href="#tag-${t}">${t}</a>`).join('')}<a href="#schemas">Schemas</a><a href="/openapi.json">openapi.json</a></nav>
<main>
<h1 id="start">Skerry API</h1>
<p>Log in once, then send the token with every request:</p>
<pre>curl -s localhost:PORT/v1/sessions -H 'Content-Type: application/json' -d '{"name":"admin","password":"..."}'
curl -s localhost:PORT/v1/instances -H 'Authorization: Bearer sk_...'</pre>
<p>Every error is <code>application/problem+json</code> (RFC 9457): <code>code</code> is stable, <code>detail</code> is a sentence, <code>hint</code> says what to do next, and <code>errors</code> names the fields at fault.</p>
<p>Send <code>Idempotency-Key</code> with a write, and repeat it freely when no answer came: the answer is the same, and the work is done once. Send <code>If-Match</code> with the <code>ETag</code> you read to change only what nobody else has changed. What happens on a cluster is answered with 202: <code>pendingCommands</code> of the instance and <code>GET /v1/commands/{id}</code> (the number is in the header <code>Skerry-Command</code>) tell what became of it, and <code>GET /v1/events</code> tells when.</p>
<p>Lists come in pages: give <code>next</code> as <code>after</code> for the next one. Sort by any field that holds one value. Filter by fields: <code>state=running,paused</code> any of them, <code>state=!stopped</code> none, <code>hostId=none</code> where there is none; several filters must all hold, and <code>label</code> may be repeated.</p>
${tags.map((t) => `<h2 id="tag-${t}">${t}</h2>${(groups.get(t) ?? []).join('')}`).join('')}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<section class="operation schema" id="schema-${name}"><h3>${escape(name)}</h3>${schema.description === undefined ? '' : `<p>${prose(schema.description)}</p>`}${fieldRows(schema)}</section>`).join('')}
</main>
</div>
</body>
</html>
`;
}
