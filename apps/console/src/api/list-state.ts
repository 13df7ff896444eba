/** The command line keeps lists by the same rules. */
export * from '@skerry/domain/list/list-state';
