// An SDK behind two pipes, as in driver.py: one line out when it is connected, then a line for each line in.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const task = JSON.parse(process.argv[2]);

// The package in question, from the folder that has it installed.
export const sdk = createRequire(task.packages)(task.package);

// `connect` takes a domain and an account and gives the calls, by the names that the cases use. `refusal` gives
// what the SDK's own exception says of our answer, undefined for one that is none of ours.
export async function serve(connect, refusal) {
  const connected = {};
  for (const [who, account] of Object.entries(task.accounts)) connected[who] = await connect(task.domain, account);
  console.log(JSON.stringify({ result: Object.keys(connected) }));
  for await (const line of createInterface({ input: process.stdin })) {
    const call = JSON.parse(line);
    console.log(JSON.stringify(await answer(connected[call.by], call, refusal)));
  }
}

async function answer(calls, call, refusal) {
  try {
    return { result: (await calls[call.name](...call.arguments)) ?? null };
  } catch (error) {
    const refused = refusal(error);
    return refused === undefined ? { failed: String(error.stack) } : { refused };
  }
}

// All pages, as scripts read them: until one is empty. `list` takes a query.
export function every(list) {
  return async (query) => {
    const found = [];
    for (let page = 0; ; page += 1) {
      const items = await list({ page, ...query });
      if (items.length === 0) return found;
      found.push(...items);
    }
  };
}
