import type { Marketplace } from '@skerry/domain';
import { toFailure } from '@skerry/kit';
import { sourceCodeOf } from '@skerry/outbound';
import { newMeta } from '@skerry/api/catalogue/meta';
import type { Handlers } from '@skerry/api/requests/call';
import { saidOf } from '@skerry/api/views/marketplace-view';
import { viewOf } from '@skerry/api/views/views';
import { offerView, pageView } from '../marketplaces/answers.ts';
import { changedSettings, newSettings } from '../marketplaces/settings.ts';
import { created, deleteOf, patchOf } from './standard-writes.ts';
import type { Owner } from './owner.ts';

export const marketplaceRoutes = ({ marketplaces }: Owner) =>
  ({
    'marketplace.create': async (call) => {
      const { cloud, body, caller } = call;
      const settings = newSettings(body, caller);
      const id = await cloud.ids.next('marketplace');
      return call.write({ key: 'marketplace/create' }, () => {
        const marketplace: Marketplace = {
          ...newMeta('marketplace', id, body.name, body, caller, cloud),
          ...settings,
        };
        return created('marketplace', marketplace, call);
      });
    },
    'marketplace.patch': patchOf('marketplace', (patched, { body, caller }) => changedSettings(patched, body, caller)),
    'marketplace.delete': deleteOf('marketplace'),
    'marketplace.check': async ({ body, caller, cloud }) => {
      const setting = { ...newMeta('marketplace', -1, body.name, body, caller, cloud), ...newSettings(body, caller) };
      try {
        return { body: { reached: true, message: await marketplaces.check(setting) } };
      } catch (error) {
        if (sourceCodeOf(error) === undefined) throw error;
        const { message, hint } = saidOf(toFailure(error));
        return { body: { reached: false, message, ...(hint === undefined ? {} : { hint }) } };
      }
    },
    'marketplace.entries': async ({ object, query }) => {
      const { id } = object();
      const { q: text, ...rest } = query;
      const asked = { ...rest, ...(text === undefined ? {} : { text }) };
      const page = await marketplaces.ask(id, (marketplace, signal) => marketplace.search(asked, signal));
      marketplaces.noteStale(id, page.stale);
      return { body: pageView(page) };
    },
    'marketplace.versions': async ({ object, query: { reference, after } }) => {
      const page = after === undefined ? {} : { after };
      const { versions, next } = await marketplaces.ask(object().id, (marketplace, signal) =>
        marketplace.versions(reference, page, signal),
      );
      return { body: { items: [...versions], ...(next === undefined ? {} : { next }) } };
    },
    'marketplace.offer': async ({ object, query: { reference, architecture, kind } }) => {
      const offer = await marketplaces.ask(object().id, (marketplace, signal) =>
        marketplace.resolve(reference, architecture, { signal, ...(kind === undefined ? {} : { kind }) }),
      );
      return { body: offerView(offer) };
    },
    'marketplace.refresh': async ({ object, cloud, caller }) => {
      const { id } = object();
      await marketplaces.refresh(id);
      return { body: viewOf('marketplace', object(), cloud, caller) };
    },
  }) satisfies Partial<Handlers>;
