"use strict";

const test = require("node:test");
const assert = require("node:assert");
const { TaskQueue } = require("../lib/queue");

test("never runs more tasks than the limit", async () => {
  const queue = new TaskQueue({ limit: 2 });
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
  };
  await Promise.all([1, 2, 3, 4, 5].map(() => queue.push(task)));
  assert.strictEqual(most, 2);
});

test("a failing task does not stop the others", async () => {
  const queue = new TaskQueue({ limit: 1 });
  const failed = queue.push(async () => {
    throw new Error("spilled");
  });
  const fine = queue.push(async () => "full");
  await assert.rejects(failed, /spilled/);
  assert.strictEqual(await fine, "full");
});
