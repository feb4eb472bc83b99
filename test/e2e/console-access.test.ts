import { describe, expect, it, onTestFinished } from 'vitest';
import { limitsSchema } from '../../src/config/limits-schema.js';
import { createKey } from '../helpers/api-keys.js';
import { isWithoutBrowser } from '../helpers/browser.js';
import { makeDirectory } from '../helpers/configuration.js';
import { expectLoaded, keepPicture, seriousFindings, useConsole } from '../helpers/console-page.js';
import { sandboxProviders, startGateway, useGateway } from '../helpers/gateway.js';
import { useSandbox } from '../helpers/sandbox.js';

const CLIENT_DOCUMENTS = new URL('../../client/generated/persisted-documents.json', import.meta.url).pathname;

const isSkipped = isWithoutBrowser('the console of a gateway that refuses something');

describe.skipIf(isSkipped)('the console of a gateway that refuses something', () => {
  const sandbox = useSandbox({ size: 40 });
  const strict = useGateway(() => ({
    providers: sandboxProviders(sandbox()),
    config: { limits: limitsSchema.parse({ documents: 'persisted', manifest: CLIENT_DOCUMENTS }) },
  }));
  const open = useConsole();

  it('asks for a key where one is needed, and says what a key for reading does not allow', async () => {
    const dataDirectory = makeDirectory();
    const key = await createKey(dataDirectory, { scopes: ['read'] });
    const guarded = await startGateway({
      providers: sandboxProviders(sandbox()),
      config: { dataDirectory },
    });
    onTestFinished(() => guarded.close());
    const page = await open(`${guarded.origin}/#/models?provider=registry&q=Shelf+Gaps`);
    const enter = async (text: string) => {
      await page.getByLabel('Key or token').fill(text);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await keepPicture(page, 'sign-in');

    await enter(`mgk_${'0'.repeat(12)}_${'0'.repeat(64)}`);
    await page.getByRole('alert').getByText('does not accept this key').waitFor();
    await enter(key.text);
    await page.getByRole('link', { name: 'Shelf Gaps' }).click();

    const download = page.getByRole('button', { name: 'Download Shelf Gaps' });
    await page.getByText('Your key lacks “download” and “write”.').waitFor();
    expect(await download.isDisabled()).toBe(true);
    await keepPicture(page, 'read-only');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Shelf Gaps' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('has its documents on the list of a gateway that runs no others', async () => {
    const page = await open(`${strict().origin}/#/models?provider=registry&q=Shelf+Gaps`);
    await page.getByRole('link', { name: 'Shelf Gaps' }).click();
    await page.getByRole('button', { name: 'Download Shelf Gaps' }).click();

    await page
      .getByRole('region', { name: 'Files' })
      .getByRole('link', { name: /^Save / })
      .waitFor();
    for (const place of ['Runs', 'Downloads', 'Runtime', 'Providers']) {
      await page.getByRole('link', { name: place, exact: true }).click();
      await expectLoaded(page);
      expect(await page.getByRole('alert').count()).toBe(0);
    }
    const { errors } = await strict().askText('{ providers { name } }');
    expect(errors).toMatchObject([{ extensions: { code: 'DOCUMENT_NOT_ALLOWED' } }]);
  });
});
