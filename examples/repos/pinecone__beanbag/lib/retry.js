"use strict";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Calls an asynchronous function until it succeeds, waiting twice as long after each failure.
 * Throws the last error when the attempts are used up.
 */
async function retry(action, { attempts = 3, delay = 50 } = {}) {
  let failure;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      return await action(attempt);
    } catch (error) {
      failure = error;
      if (attempt + 1 < attempts) {
        await sleep(delay * 2 ** attempt);
      }
    }
  }
  throw failure;
}

module.exports = { retry };
