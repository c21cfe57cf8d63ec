"use strict";

const { TaskQueue } = require("./queue");
const { retry } = require("./retry");

module.exports = { TaskQueue, retry };
