/** The typed client of the REST API. It is made from the route table of the contract; nothing is generated. */
export { ApiError, type Problem } from './api-error.ts';
export type { Answer, Body, CallOptions, CallResult, CallSettings, Item, ListRouteId, Query } from './call.ts';
export { type Client, type ClientOptions, createClient, newKey } from './client.ts';
export { ConnectionError, type ConnectionErrorCode } from './connection-error.ts';
export type { ChangeEvent, EventOptions } from './events.ts';
export { type Followed, followCommands, type FollowOptions } from './follow-commands.ts';
export type { AnyCallOptions } from './request.ts';
export { type InstanceView, waitFor, type WaitOptions, WaitTimeout } from './wait-for.ts';
export type { UploadOptions } from './upload.ts';
