#!/usr/bin/env node
import { run } from './run';

run(process.argv.slice(2), text => process.stdout.write(text), text => process.stderr.write(text)).then(status => {
  process.exitCode = status;
}, error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exitCode = 2;
});
