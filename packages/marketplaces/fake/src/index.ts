export { createFakeMarketplace, type FakeImage, type FakeMarketplaceServer } from './fake-marketplace.ts';
