// The driver waits 30 seconds before it first asks whether a file system is there.
jest.setTimeout(180_000);
