import type { Page } from 'playwright-core';

/** A refusal of the API is no fault of the page; the browser writes each of them down nevertheless. */
const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/;
/** A browser gives up what it loads when any interface of the machine changes, and others may make such. */
const elsewhere = /ERR_NETWORK_CHANGED/;

/**
 * Tells of everything that a page must never do: an error on its console (a violation of its content security policy is
 * one), an exception nobody caught, and a request to any host but its own.
 */
export function complaintsOf(page: Page, url: string, complain: (what: string) => void): void {
  const own = new URL(url).host;
  page.on('console', (message) => {
    if (message.type() !== 'error' || refusal.test(message.text()) || elsewhere.test(message.text())) return;
    complain(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`exception: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (!/^(data|blob):$/.test(protocol) && host !== own) complain(`asked ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== own) complain(`opened ${socket.url()}`);
  });
}
