"use strict";

const { retry } = require("./retry");

/** Runs asynchronous tasks, at most `limit` of them at a time, in the order they came. */
class TaskQueue {
  constructor({ limit = 4, attempts = 1 } = {}) {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new TypeError(`limit must be a positive integer, got ${limit}`);
    }
    this.limit = limit;
    this.attempts = attempts;
    this.running = 0;
    this.waiting = [];
  }

  /** Resolves or rejects with what the task does. */
  push(task) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.#next();
    });
  }

  #next() {
    while (this.running < this.limit && this.waiting.length > 0) {
      const { task, resolve, reject } = this.waiting.shift();
      this.running += 1;
      retry(task, { attempts: this.attempts })
        .then(resolve, reject)
        .finally(() => {
          this.running -= 1;
          this.#next();
        });
    }
  }
}

module.exports = { TaskQueue };
