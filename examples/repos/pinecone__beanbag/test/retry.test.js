"use strict";

const test = require("node:test");
const assert = require("node:assert");
const { retry } = require("../lib/retry");

test("succeeds as soon as the action does", async () => {
  const result = await retry(
    async (attempt) => {
      if (attempt < 2) throw new Error("not yet");
      return attempt;
    },
    { delay: 0 },
  );
  assert.strictEqual(result, 2);
});

test("gives up with the last error", async () => {
  const action = async (attempt) => {
    throw new Error(`attempt ${attempt}`);
  };
  await assert.rejects(retry(action, { attempts: 2, delay: 0 }), /attempt 1/);
});
