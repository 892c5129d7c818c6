// What each script here does: takes a task from the command line, prints what came of it as JSON.
import { createRequire } from 'node:module';

// The packages are installed beside their package.json, not here.
export const require = createRequire(new URL('../../../npm/package.json', import.meta.url));

// `refusal` tells what the client's own exception says of our answer: {error, description, status},
// or undefined for an exception that is none of ours.
export async function perform(work, refusal = () => undefined) {
  const task = JSON.parse(process.argv[2]);
  let outcome;
  try {
    outcome = { result: await work(task) };
  } catch (error) {
    outcome = { refused: refusal(error) };
    if (outcome.refused === undefined) throw error;
  }
  console.log(JSON.stringify(outcome));
}
