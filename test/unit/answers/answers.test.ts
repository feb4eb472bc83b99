import { describe, expect, it } from 'vitest';
import { createAnswers, type Answers, type Question } from '../../../src/answers/answers.js';
import { ReadLog } from '../../../src/domain/read-log.js';
import type { CallOptions } from '../../../src/providers/provider.js';
import { silentLog } from '../../helpers/sandbox.js';

const DOCUMENT = {};
const QUESTION: Question = {
  document: DOCUMENT,
  operationName: null,
  variables: { id: 'a' },
};
const AUDIENCE = 'all';

function callOf(): CallOptions {
  return {
    signal: new AbortController().signal,
    log: silentLog,
    credentials: new Map(),
    reads: new ReadLog(),
  };
}

/** Something that can be read, and read again. */
class Thing {
  body: object = {};
  looks = 0;
  isAtHand = false;
  uses = 0;
  readonly key: string;

  constructor(key = 'thing') {
    this.key = key;
  }

  read({ reads }: CallOptions): void {
    reads?.note({
      key: this.key,
      seen: { object: this.body, text: '200' },
      wave: reads.start(),
      look: {
        ahead: () => {
          this.looks += 1;
          return Promise.resolve({ object: this.body, text: '200' });
        },
        peek: () => (this.isAtHand ? { object: this.body, text: '200' } : null),
        use: () => {
          this.uses += 1;
        },
      },
    });
  }
}

/** Asks with a document that has come before. */
async function ask(
  answers: Answers,
  execute: (call: CallOptions) => string,
  question: Partial<Question> = {},
  audience = AUDIENCE,
): Promise<string> {
  answers.ask({ ...QUESTION, ...question });
  return askOnce(answers, execute, question, audience);
}

/** Asks as a door does: gives what is remembered, or executes with `execute` and keeps its answer. */
async function askOnce(
  answers: Answers,
  execute: (call: CallOptions) => string,
  question: Partial<Question> = {},
  audience = AUDIENCE,
): Promise<string> {
  const call = callOf();
  const asked = answers.ask({ ...QUESTION, ...question })?.by(audience);
  const known = asked?.atHand() ?? (await asked?.recall(call)) ?? null;
  if (known !== null) return known;
  const text = execute(call);
  asked?.remember(text, call);
  return text;
}

/** An operation that reads `things` and tells how often it was executed. */
function counting(...things: readonly Thing[]): (call: CallOptions) => string {
  let count = 0;
  return (call) => {
    for (const thing of things) thing.read(call);
    count += 1;
    return `answer ${count}`;
  };
}

describe('an answer', () => {
  it('is kept when its document comes for the second time, for most come once', async () => {
    const answers = createAnswers(1_000_000);
    const execute = counting(new Thing());

    const given = [];
    for (let times = 0; times < 4; times += 1) given.push(await askOnce(answers, execute));

    expect(given).toEqual(['answer 1', 'answer 2', 'answer 2', 'answer 2']);
  });

  it('is given again while all that it was made from is unchanged, which is looked at each time', async () => {
    const answers = createAnswers(1_000_000);
    const [one, other] = [new Thing('one'), new Thing('other')];
    const execute = counting(one, other);
    expect([await ask(answers, execute), await ask(answers, execute), await ask(answers, execute)]).toEqual(
      Array.from({ length: 3 }, () => 'answer 1'),
    );
    expect([one.looks, other.looks]).toEqual([2, 2]);
    other.body = {};
    expect(await ask(answers, execute)).toBe('answer 2');
    expect(await ask(answers, execute)).toBe('answer 2');
  });

  it.each<[string, Partial<Question>, string?]>([
    ['other variables', { variables: { id: 'b' } }],
    ['another operation of the document', { operationName: 'Other' }],
    ['another document', { document: {} }],
    ['a caller with other rights or credentials', {}, 'few'],
  ])('is none to a question with %s', async (_name, other, audience) => {
    const answers = createAnswers(1_000_000);
    const execute = counting(new Thing());
    await ask(answers, execute);
    expect(await ask(answers, execute, other, audience)).toBe('answer 2');
    expect(await ask(answers, execute)).toBe('answer 1');
  });

  it('is not given again where it depends on something that cannot be looked at again', async () => {
    const answers = createAnswers(1_000_000);
    const thing = new Thing();
    let count = 0;
    const execute = (call: CallOptions): string => {
      thing.read(call);
      call.reads?.exclude();
      count += 1;
      return `answer ${count}`;
    };
    expect([await ask(answers, execute), await ask(answers, execute)]).toEqual(['answer 1', 'answer 2']);
    expect(thing.looks).toBe(0);
  });

  it('is not given again where something changed while it was made', async () => {
    const answers = createAnswers(1_000_000);
    const thing = new Thing();
    const execute = counting(thing);
    const changing = (call: CallOptions): string => {
      thing.read(call);
      thing.body = {};
      return execute(call);
    };
    await ask(answers, changing);
    expect(await ask(answers, execute)).toBe('answer 2');
  });

  it('is executed anew where a look fails or takes long', async () => {
    const answers = createAnswers(1_000_000);
    let ahead: () => Promise<never> = () => Promise.reject(new Error('away'));
    let count = 0;
    const look = { ahead: () => ahead(), peek: () => null, use: () => {} };
    const execute = ({ reads }: CallOptions): string => {
      reads?.note({ key: 'a', seen: { object: null, text: '1' }, wave: 0, look });
      count += 1;
      return `answer ${count}`;
    };
    await ask(answers, execute);
    expect(await ask(answers, execute)).toBe('answer 2');
    ahead = () => new Promise(() => {});
    expect(await ask(answers, execute)).toBe('answer 3');
  });

  it('is at hand while all that it was made from is, counts as read then, and asks nobody', async () => {
    const answers = createAnswers(1_000_000);
    const [one, other] = [new Thing('one'), new Thing('other')];
    const execute = counting(one, other);
    await ask(answers, execute);
    [one.isAtHand, other.isAtHand] = [true, true];

    expect([await askOnce(answers, execute), await askOnce(answers, execute)]).toEqual([
      'answer 1',
      'answer 1',
    ]);

    expect([one.uses, other.uses]).toEqual([2, 2]);
    expect([one.looks, other.looks]).toEqual([0, 0]);
  });

  it('is not at hand where one thing has to be asked for, and nothing counts as read twice then', async () => {
    const answers = createAnswers(1_000_000);
    const [one, other] = [new Thing('one'), new Thing('other')];
    const execute = counting(one, other);
    await ask(answers, execute);
    one.isAtHand = true;

    expect(await askOnce(answers, execute)).toBe('answer 1');

    expect([one.uses, other.uses]).toEqual([0, 0]);
    expect([one.looks, other.looks]).toEqual([1, 1]);
  });

  it('is executed anew where something at hand is another one now', async () => {
    const answers = createAnswers(1_000_000);
    const thing = new Thing();
    const execute = counting(thing);
    await ask(answers, execute);
    thing.isAtHand = true;
    thing.body = {};

    expect([await askOnce(answers, execute), await askOnce(answers, execute)]).toEqual([
      'answer 2',
      'answer 2',
    ]);

    expect(thing.uses).toBe(1);
  });

  it('is looked for by no call that its execution would not make', async () => {
    const answers = createAnswers(1_000_000);
    const [list, item] = [new Thing('list'), new Thing('item')];
    const execute = counting(list, item);
    await ask(answers, execute);
    list.body = {};
    await ask(answers, execute);
    expect([list.looks, item.looks]).toEqual([1, 0]);
  });

  it('is no longer looked for where it is another each time, and gets another chance', async () => {
    const answers = createAnswers(1_000_000);
    const thing = new Thing();
    const execute = counting(thing);
    for (let count = 0; count < 20; count += 1) {
      thing.body = {};
      await ask(answers, execute);
    }
    const { looks } = thing;
    await ask(answers, execute);
    expect(thing.looks).toBe(looks);
    for (let count = 0; count < 80; count += 1) await ask(answers, execute);
    expect(await ask(answers, execute)).toBe(await ask(answers, execute));
  });

  it('gives way to others when there are many, and is not kept where it is large', async () => {
    const answers = createAnswers(20_000);
    const execute = counting(new Thing());
    await ask(answers, execute);
    for (let id = 0; id < 100; id += 1) await ask(answers, execute, { variables: { id } });
    expect(await ask(answers, execute)).toBe('answer 102');
    const large = (call: CallOptions): string => `${execute(call)} ${'x'.repeat(5_000)}`;
    const variables = { id: 'large' };
    expect(await ask(answers, large, { variables })).not.toBe(await ask(answers, large, { variables }));
  });
});
