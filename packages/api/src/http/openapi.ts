import {
  consoleCloseCodes,
  consoleProtocol,
  consoleTicketPrefix,
  eventData,
  problem,
  type Route,
  routes,
  streamRoutes,
  uploadState,
} from '@skerry/contract';
import { z } from 'zod';

type JsonObject = { [key: string]: unknown };

const jsonBody = (schema: JsonObject) => ({ content: { 'application/json': { schema } } });

/** Collects the named schemas that others refer to. */
class Components {
  readonly schemas: JsonObject = {};

  /** The schema with every named part moved to `components`. Bodies are what one sends, answers what one gets. */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const { $schema: _, $defs, id, ...root } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject;
    for (const [name, part] of Object.entries(($defs ?? {}) as JsonObject)) this.#add(name, part);
    if (typeof id !== 'string') return relink(root) as JsonObject;
    this.#add(id, root);
    return { $ref: `#/components/schemas/${id}` };
  }

  #add(name: string, part: unknown): void {
    const { id: _, ...rest } = part as JsonObject;
    this.schemas[name] = relink(rest);
  }
}

function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) =>
      key === '$ref' && typeof v === 'string'
        ? [key, v.replace('#/$defs/', '#/components/schemas/')]
        : [key, relink(v)],
    ),
  );
}

function parametersOf(components: Components, schema: z.ZodObject | undefined, where: 'path' | 'query'): JsonObject[] {
  if (schema === undefined) return [];
  // What arrives is text; what it stands for is what the reader wants to know.
  const { properties = {} } = components.of(schema, 'output') as { properties?: Record<string, JsonObject> };
  const { required = [] } = components.of(schema, 'input') as { required?: string[] };
  return Object.entries(properties).map(([name, { description, ...type }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: type,
  }));
}

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

/** The OpenAPI 3.1 document of the public API, made of the route table alone. */
export function openApi(): JsonObject {
  const components = new Components();
  const paths: Record<string, JsonObject> = {};
  const refusal = {
    description: 'Refused or failed',
    content: { 'application/problem+json': { schema: components.of(problem, 'output') } },
  };
  for (const [id, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replace(/:([a-z]+)/g, '{$1}');
    const isWrite = route.method !== 'get';
    const onObject = route.params !== undefined;
    const success = {
      description: successText[route.success],
      ...(route.response ? jsonBody(components.of(route.response, 'output')) : {}),
    };
    (paths[path] ??= {})[route.method] = {
      operationId: id,
      summary: route.summary,
      tags: [id.split('.')[0]],
      description: rightText[route.right],
      ...(route.right === 'public' ? { security: [] } : {}),
      parameters: [
        ...parametersOf(components, route.params, 'path'),
        ...parametersOf(components, route.query, 'query'),
        ...(isWrite && route.right !== 'public'
          ? [header('Idempotency-Key', 'The same key and body give the same answer for 24 hours.')]
          : []),
        ...(isWrite && onObject ? [header('If-Match', 'An ETag: do it only if nobody else changed the object.')] : []),
        ...(!isWrite && onObject ? [header('If-None-Match', 'An ETag: answer 304 if nothing is new.')] : []),
      ],
      ...(route.body === undefined
        ? {}
        : {
            requestBody: {
              required: !route.body.safeParse(undefined).success,
              ...jsonBody(components.of(route.body, 'input')),
            },
          }),
      responses: {
        ...(id === 'instance.create' ? { 200: { ...success, description: 'The plan, with `dryRun`' } } : {}),
        [route.success]: success,
        default: refusal,
      },
    };
  }
  paths[streamRoutes.events.path] = {
    get: {
      operationId: 'events',
      summary: streamRoutes.events.summary,
      tags: ['events'],
      description:
        'A stream of text/event-stream. `event` is `put`, `delete`, `hello` or `resync` (list again: what you missed is not known any more); `id` is a revision; `data` is JSON.',
      parameters: [
        ...parametersOf(components, streamRoutes.events.query, 'query'),
        header('Last-Event-ID', 'Go on after this event.'),
      ],
      responses: {
        200: {
          description: 'The stream',
          content: { 'text/event-stream': { schema: components.of(eventData, 'output') } },
        },
        default: refusal,
      },
    },
  };
  paths[streamRoutes.console.path] = { get: consoleOperation(refusal) };
  const uploadParameters = parametersOf(components, streamRoutes.upload.params, 'path');
  const state = jsonBody(components.of(uploadState, 'output'));
  paths[streamRoutes.upload.path.replace(':id', '{id}')] = uploadOperations(uploadParameters, state, refusal);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Skerry',
      version: '1',
      summary: 'The API of an edge cloud',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: Object.fromEntries(Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'skerry_session' },
      },
    },
  };
}

/** OpenAPI has no word for a WebSocket: what is to be known is said in text. */
const consoleOperation = (refusal: JsonObject): JsonObject => ({
  operationId: 'console',
  summary: streamRoutes.console.summary,
  tags: ['instance'],
  description:
    `Ask for the subprotocols \`${consoleProtocol}\` and \`${consoleTicketPrefix}TICKET\`, as ` +
    '`POST /v1/instances/{id}/console` gives them. Binary frames are the bytes of the console: RFB for a display, ' +
    'terminal input and output for a serial port or a shell. A text frame holds JSON from the client: ' +
    '`{"type":"resize","columns":80,"rows":24}`. The close frame says why it ended: ' +
    `${Object.entries(consoleCloseCodes)
      .map(([why, code]) => `${code} ${why}`)
      .join(', ')}; its reason is a sentence.`,
  security: [],
  parameters: [{ ...header('Sec-WebSocket-Protocol', 'Both subprotocols.'), required: true }],
  responses: { 101: { description: 'The WebSocket' }, default: refusal },
});

/** Bytes, not JSON: a piece goes on where the last one ended. */
function uploadOperations(parameters: JsonObject[], state: JsonObject, refusal: JsonObject): JsonObject {
  const offset = header('Upload-Offset', 'Where the first byte of the piece goes.');
  const headers = {
    'Upload-Offset': { description: 'Bytes that are here: send what follows.', schema: { type: 'integer' } },
    'Upload-Length': { description: 'Bytes of the whole file.', schema: { type: 'integer' } },
  };
  const description = 'Needs the right `manage` on the object.';
  return {
    head: {
      operationId: 'image.content.state',
      summary: 'How much of an upload is here',
      tags: ['image'],
      description,
      parameters,
      responses: { 200: { description: 'Done', headers }, default: refusal },
    },
    put: {
      operationId: 'image.content.put',
      summary: streamRoutes.upload.summary,
      tags: ['image'],
      description: `${description} What came before a piece broke off is kept.`,
      parameters: [...parameters, { ...offset, required: true }],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: { 200: { description: 'Done', headers, ...state }, default: refusal },
    },
  };
}

const successText: Readonly<Record<Route['success'], string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted: the cluster will do it',
  204: 'Done; nothing to say',
};

const rightText: Readonly<Record<Route['right'], string>> = {
  use: 'Needs the right `use` on the object.',
  manage: 'Needs the right `manage` on the object.',
  admin: 'Needs the right `admin` on the object.',
  'log-in': 'Needs a log-in; shows only what the user may use.',
  administrator: 'Only for administrators.',
  public: 'Needs no log-in.',
};
