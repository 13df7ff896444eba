// The library finds its parsers through decorators, which need the polyfill to be there before it is loaded.
import 'reflect-metadata';

export * from '@peculiar/x509';
