import type { Page } from 'playwright-core';

const STEPS_MAX = 250;

/** Hands that use a page by its keys alone: Tab to get somewhere, the usual keys to say something there. */
export function keyboardOf(page: Page) {
  const isAt = (selector: string): Promise<boolean> =>
    page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

  /** Tabs on until what is wanted has the focus. @throws when the keyboard does not lead there. */
  const reach = async (selector: string): Promise<void> => {
    for (let step = 0; step < STEPS_MAX; step++) {
      if (await isAt(selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector} at ${page.url()}`);
  };
  /** Presses a key that leads to another page and waits for that. @returns its address. */
  const go = async (key: string): Promise<string> => {
    await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
    return page.url();
  };
  return {
    reach,
    go,
    /** Goes to a link or button and presses Enter. @returns the address of the page after it. */
    enter: async (selector: string): Promise<string> => {
      await reach(selector);
      return go('Enter');
    },
    type: async (selector: string, text: string): Promise<void> => {
      await reach(selector);
      await page.keyboard.type(text);
    },
    /** Chooses of a list by arrows the first option whose words contain `text`. */
    choose: async (selector: string, text: string): Promise<void> => {
      await reach(selector);
      await page.keyboard.press('Home');
      for (let step = 0; step < STEPS_MAX; step++) {
        const chosen = await page.evaluate(() => {
          const list = document.activeElement as HTMLSelectElement;
          return list.selectedOptions[0]?.textContent ?? '';
        });
        if (chosen.includes(text)) return;
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`${selector} has no ${text}`);
    },
    /** Chooses one of several circles by arrows. */
    pick: async (name: string, value: string): Promise<void> => {
      await reach(`input[name="${name}"]`);
      await page.keyboard.press('Space');
      for (let step = 0; step < 10 && !(await isAt(`[value="${value}"]`)); step++)
        await page.keyboard.press('ArrowDown');
      if (!(await isAt(`input[name="${name}"][value="${value}"]:checked`)))
        throw new Error(`${name} cannot be ${value}`);
    },
  };
}

export type Keyboard = ReturnType<typeof keyboardOf>;
