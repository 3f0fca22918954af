const { AsyncLocalStorage } = require('async_hooks');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

// Left alone: internals of Node (process._events) and what packages remember (__cdkTokenMap has the tokens of the CDK's constants).
const isPublic = key => !String(key).startsWith('_');

/** Restores what a test file can change and the next one in the same worker must not see. */
const remember = () => {
  const restorers = [globalThis, process, Error].map(object => {
    const before = Object.getOwnPropertyDescriptors(object);
    return () => {
      Reflect.ownKeys(object).filter(key => isPublic(key) && !Object.hasOwn(before, key)).forEach(key => Reflect.deleteProperty(object, key));
      Reflect.ownKeys(before).filter(isPublic).forEach(key => Reflect.defineProperty(object, key, before[key]));
    };
  });
  const [env, directory] = [{ ...process.env }, process.cwd()];
  return () => {
    restorers.forEach(restore => restore());
    Object.keys(process.env).filter(key => !(key in env)).forEach(key => delete process.env[key]);
    Object.assign(process.env, env);
    process.chdir(directory);
  };
};

// Each test file loads a test runner of its own with a storage. A storage that remains enabled slows every later promise down.
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  storages.add(this);
  return run.apply(this, args);
};

/** Runs test files in the realm of their worker, so that they can share packages (runtime.js); restores globals after each file. */
module.exports = class SharedEnvironment {
  constructor({ projectConfig: config }) {
    this.restore = remember();
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    const timerConfig = { idToRef: id => ({ id, ref() { return this; }, unref() { return this; } }), refToId: timer => timer?.id };
    this.fakeTimers = new LegacyFakeTimers({ config, global: globalThis, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.restore();
    storages.forEach(storage => storage.disable());
    storages.clear();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
