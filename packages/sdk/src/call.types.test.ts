import { expectTypeOf, test } from 'vitest';
import type { Client } from './client.ts';

test('the types of a call come from the route table', () => {
  const probe = async (client: Client) => {
    expectTypeOf((await client.call('image.get', { params: { id: 1 } })).data.digest).toEqualTypeOf<
      string | undefined
    >();
    expectTypeOf((await client.call('status.get')).data.revision).toEqualTypeOf<number>();
    expectTypeOf((await client.call('session.delete')).data).toEqualTypeOf<undefined>();
    await client.call('instance.create', { body: { name: 'web' }, query: { dryRun: true } });
    await client.call('instance.start', { params: { id: 1 } });
    // @ts-expect-error the body has no such field
    await client.call('instance.create', { body: { name: 'web', cores: 1 } });
    // @ts-expect-error the number of the object is missing
    await client.call('image.get');
    // @ts-expect-error status.get is not a list
    client.pages('status.get');
    for await (const host of client.pages('host.list', { limit: 5 }))
      expectTypeOf(host.clusterId).toEqualTypeOf<number>();
  };
  expectTypeOf(probe).returns.resolves.toEqualTypeOf<void>();
});
