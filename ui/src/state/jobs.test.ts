import { describe, expect, it, vi } from "vitest";
import type { Progress } from "../backend";
import { asFailure, Job } from "./jobs.svelte";

const failure = (code: string) => ({ code, file: null, line: null, message: "m", hint: "h" });

/** A job whose end the test decides. */
function started(stop = vi.fn(() => Promise.resolve())) {
  let hear: (progress: Progress) => void = () => undefined;
  let resolve: (value: string) => void = () => undefined;
  let reject: (thrown: unknown) => void = () => undefined;
  const job = new Job<string>((_, listen) => {
    hear = listen;
    return new Promise((yes, no) => {
      resolve = yes;
      reject = no;
    });
  }, stop);
  return { job, stop, hear: (progress: Progress) => hear(progress), resolve: (v: string) => resolve(v), reject: (t: unknown) => reject(t) };
}

describe("a job", () => {
  it("tells its share and ends with its result", async () => {
    const { job, hear, resolve } = started();
    expect(job.share).toBeNull();
    hear({ done: 1, total: 4, what: "a" });
    expect(job.share).toBe(0.25);
    hear({ done: 0, total: 0, what: "b" });
    expect(job.share).toBeNull();
    resolve("done");
    await job.ended;
    expect([job.state, job.result]).toEqual(["done", "done"]);
    hear({ done: 4, total: 4, what: "late" });
    expect(job.progress?.what).toBe("b");
  });

  it("is cancelled once, and is not called failed then", async () => {
    const { job, stop, reject } = started();
    await Promise.all([job.cancel(), job.cancel()]);
    expect(stop).toHaveBeenCalledExactlyOnceWith(job.number);
    expect(job.state).toBe("running");
    reject(failure("cancelled"));
    await job.ended;
    expect(job.state).toBe("cancelled");
  });

  it("can be done although it was asked to stop", async () => {
    const { job, resolve } = started(vi.fn(() => Promise.reject(new Error("no such job"))));
    await job.cancel();
    resolve("done");
    await job.ended;
    expect(job.state).toBe("done");
  });

  it("keeps why it failed, whatever was thrown", async () => {
    const { job, reject } = started();
    reject(failure("store.disk-full"));
    await job.ended;
    expect([job.state, job.failure?.code]).toEqual(["failed", "store.disk-full"]);
    expect(asFailure(new Error("x")).message).toBe("x");
    expect(asFailure("y").code).toBe("window");
  });

  it("has a number of its own", () => {
    expect(started().job.number).not.toBe(started().job.number);
  });
});
