/* JavaScript's own tasks: async functions and promises. */

/** @param {number} ms @param {number} sum */
const measured = (ms, sum) => ({ ms, sum });

/** Starts tasks that do nothing and joins them all. @param {number} count */
export async function spawn(count) {
  const task = async (/** @type {number} */ number) => number;
  const since = performance.now();
  const results = await Promise.all(Array.from({ length: count }, (_, number) => task(number)));
  const sum = results.reduce((sum, result) => sum + result, 0);
  return measured(performance.now() - since, sum);
}

/** Has tasks give way so many times each, and that so many times. @param {number} tasks @param {number} yields @param {number} times */
async function switches(tasks, yields, times) {
  const task = async () => {
    let done = 0;
    for (let i = 0; i < yields; i++) {
      await undefined;
      done += 1;
    }
    return done;
  };
  const since = performance.now();
  let sum = 0;
  for (let time = 0; time < times; time++) {
    const results = await Promise.all(Array.from({ length: tasks }, task));
    sum = results.reduce((sum, result) => sum + result, sum);
  }
  return measured(performance.now() - since, sum);
}
export { switches as switch };

/** Starts tasks that sleep on; measured when all are asleep. @param {number} count */
export async function sleepers(count) {
  let asleep = 0;
  const task = async () => {
    asleep += 1;
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    asleep -= 1;
  };
  const since = performance.now();
  // Kept, as whoever will join them keeps them.
  sleeping = Array.from({ length: count }, task);
  await undefined;
  return measured(performance.now() - since, Math.min(asleep, sleeping.length));
}

/** @type {Promise<void>[]} */
let sleeping;
