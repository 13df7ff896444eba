/**
 * What a route takes and its form does not show, each with the reason; and the forms that show a part of a route. A
 * field of the contract that is neither shown nor here fails `form-fields.test.ts`.
 */
import { marketplaceCreate, type RouteId } from '@skerry/contract';

const byInterfaces = 'Interfaces name their networks.';
const withUserData = 'The field of user data holds text or bytes.';
const forced = 'Gently or by force, in words instead of seconds.';
const anHour = 'An hour, which is long enough to run one command.';
const cap = 'A cap is seldom wanted: skerry host approve.';
const typed = 'Typed in the question, which sends it.';
const atLogIn = 'The page of the log-in is no form of the catalogue.';
const apart = 'A form of its own: it is only possible when it is stopped.';
const aboutIt = 'A form of its own: it is read from the cluster first.';
const ofFile = 'Known of the file that is chosen.';
const ofMarketplace = 'Chosen among what a marketplace has.';
const seldom = 'Its image says how it is asked; else: skerry instance create --health-http-port.';
/** Of what is asked together, and has values of its own only together. */
const health = Object.fromEntries(
  [
    'exec',
    'shell',
    'http.port',
    'http.path',
    'tcp.port',
    'intervalSeconds',
    'timeoutSeconds',
    'startSeconds',
    'retries',
  ].map((name) => [`application.healthCheck.${name}`, seldom]),
);
const aShell = 'Who sits at a console has a shell, and types it there.';
const ofPassword = 'A form of its own, with what becomes of the access tokens.';

const byItsPage = 'The page of one that was made asks it, and says why it does not answer.';
const checked = Object.keys(marketplaceCreate.shape);

export const leftOut: Partial<Readonly<Record<RouteId, Readonly<Record<string, string>>>>> = {
  'instance.create': { networkIds: byInterfaces, 'context.userDataBase64': withUserData, ...health },
  'instance.patch': {
    cpus: apart,
    memoryMiB: apart,
    'context.sshKeys': aboutIt,
    'context.userData': aboutIt,
    'context.userDataBase64': withUserData,
  },
  'image.create': {
    'upload.bytes': ofFile,
    marketplaceId: ofMarketplace,
    reference: ofMarketplace,
    from: ofMarketplace,
  },
  'instance.stop': { graceSeconds: forced },
  'instance.reboot': { graceSeconds: forced },
  'instance.attach-cdrom': { imageId: 'Asked for on the page of the instance, which offers discs only.' },
  'instance.console': { type: 'Chosen by the buttons over the console.', command: aShell, terminal: aShell },
  'template.create': { networkIds: byInterfaces, 'context.userDataBase64': withUserData, ...health },
  'template.patch': { networkIds: byInterfaces, 'context.userDataBase64': withUserData, ...health },
  'user.patch': { password: ofPassword, currentPassword: ofPassword },
  'cluster.join-token': { lifetimeSeconds: anHour },
  'cluster.host-join-token': { lifetimeSeconds: anHour },
  'cluster.declare-lost': { name: typed },
  'host.declare-lost': { name: typed },
  'host.approve': { cpus: cap, memoryMiB: cap, diskMiB: cap },
  'host.patch': { admission: 'A button of its own, which says what stays on the host.' },
  'marketplace.check': Object.fromEntries(checked.map((field) => [field, byItsPage])),
  'session.create': { name: atLogIn, password: atLogIn },
};

/** Forms of their own. */
export const formParts = {
  'image.create': { import: ['name', 'kinds', 'datastoreId', 'minMemoryMiB', 'description'] },
  'instance.patch': {
    rename: ['name'],
    resize: ['cpus', 'memoryMiB'],
    given: ['context.sshKeys', 'context.userData'],
  },
  'user.patch': { password: ['currentPassword', 'password'], reset: ['password'], keys: ['sshKeys'] },
} as const satisfies Partial<Record<RouteId, Readonly<Record<string, readonly string[]>>>>;

type Parts = typeof formParts;
export type FormPart = { [Id in keyof Parts]: keyof Parts[Id] }[keyof Parts];

export const partOf = (id: RouteId, part: FormPart): readonly string[] =>
  (formParts as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>)[id]?.[part] ?? [];
