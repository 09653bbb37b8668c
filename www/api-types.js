/**
 * The types of `globalThis.playground`, the page's one way to the engine and the same interface
 * that a person has in the console. Plain data throughout, so every value survives
 * `structuredClone` and `JSON.stringify` (functions and typed arrays of the trace apart).
 */

/** @typedef {'idle' | 'starting' | 'running' | 'stopping'} State */

/**
 * @typedef {object} Environment
 * @property {'threads' | 'single'} build
 * @property {string} why Why there are no threads, as a sentence; empty in the `threads` build.
 * @property {number} cores Of the machine, as the browser tells them.
 * @property {number} poolSize Threads that an engine starts with.
 * @property {string} browser
 * @property {number} clockResolutionMs The clock's step.
 * @property {boolean} serviceWorker Known once the playground is `prepared`, as is why there is none.
 * @property {string} serviceWorkerWhy Why there is no service worker, as a sentence; empty if there is one.
 */

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} kind
 * @property {boolean} required
 * @property {string} help
 * @property {number | string | null} [min]
 * @property {number | string | null} [max]
 */

/**
 * @typedef {object} StepDescription
 * @property {string} word
 * @property {string} signature The word with its parameters and options.
 * @property {string} group `io`, `blocking`, `compute`, `fail`, `combine` or `synchronise`.
 * @property {Parameter[]} parameters
 * @property {string[]} options
 * @property {string} takes What it works on of the step before it.
 * @property {string} gives What it hands to the next.
 * @property {string} summary
 * @property {string} example
 */

/** @typedef {{ word: string, kind: string, help: string }} OptionDescription */

/**
 * @typedef {object} ModelDescription
 * @property {string} id
 * @property {string} name
 * @property {string} note A few words beside the name, such as "no GIL"; may be empty.
 * @property {string} summary
 * @property {boolean} needsThreads
 * @property {string | null} withoutGil The id of the same model without a global interpreter lock, if this one has it.
 * @property {string} main What its first thread is called.
 * @property {string} others What each of the others is called, a number behind it.
 */

/**
 * @typedef {object} KindDescription What a row of the trace shows.
 * @property {number} id
 * @property {string} word
 * @property {string} name
 * @property {string} summary
 * @property {'span' | 'end' | 'link' | 'beat' | 'amount'} group A stretch of time, how a task or part ended, whose part a
 *   part is, how late the event loop was, or how much of something there is so far.
 * @property {'always' | 'whole' | 'never'} holds Whether a span holds the thread it is on; `whole`: where that does a whole
 *   task and nothing else meanwhile.
 * @property {boolean} computes Whether a core is busy meanwhile, unless the step only blocks its thread.
 */

/** @typedef {{ id: string, name: string, ending: string, mediaType: string, summary: string }} Format Of a file. */

/**
 * @typedef {object} Description What the engine knows, as declared in Rust.
 * @property {StepDescription[]} steps
 * @property {{ run: OptionDescription[], task: OptionDescription[], step: OptionDescription[] }} options
 * @property {ModelDescription[]} models
 * @property {KindDescription[]} kinds
 * @property {Format[]} formats In which a trace can be exported.
 * @property {{ textBytes: number, tasks: number, workers: number, repeat: number, steps: number, depth: number }} limits
 */

/**
 * @typedef {object} CodeLine A line of Python.
 * @property {string} text
 * @property {'frame' | 'workload'} part Whether it is the workload itself, or what is around it.
 * @property {number} [line] The number, from 0, of the line of tasks that it is of.
 * @property {number | null} [step] The number of the step in that line; none for the task as a whole.
 * @property {number[]} [also] Steps in parts of that one that are calls within this line.
 */

/**
 * @typedef {object} Listing A file of Python.
 * @property {string} name
 * @property {'await' | 'callbacks'} style How what waits on an event loop goes on.
 * @property {string | null} noCallbacks Why it is not in callbacks whatever was asked for, where the model has none.
 * @property {CodeLine[]} lines
 */

/** @typedef {{ start: number, end: number, text: string, label: string }} Fix Offsets in UTF-16 units. */

/**
 * @typedef {object} Diagnostic
 * @property {number} line 1-based.
 * @property {number} column 1-based, in UTF-16 units.
 * @property {number} length
 * @property {number} start UTF-16 offset into the text.
 * @property {number} end
 * @property {string} message
 * @property {Fix | null} fix
 */

/**
 * @typedef {object} Line One line of the workload: `count` like tasks.
 * @property {string} name
 * @property {number} count
 * @property {number} line 1-based.
 * @property {{ number: number, path: string, text: string, start: number, end: number, blocks: boolean }[]} steps Each before
 *   those in its parts; `number` is the trace's, `path` is `2.1.3` for the third step of the first part of the second;
 *   one that `blocks` holds its thread without computing.
 */

/**
 * @typedef {object} CheckResult
 * @property {boolean} ok
 * @property {Diagnostic[]} diagnostics
 * @property {number} tasks
 * @property {Line[]} lines In the order in which their tasks are numbered.
 * @property {{ url: string, message: string }[]} warnings Of requests into the network that this computer is in.
 */

/** @typedef {{ text: string, label: string, help: string, from: number, to: number }} Completion Offsets in UTF-16 units. */
/** @typedef {{ title: string, text: string, start: number, end: number }} Help Offsets in UTF-16 units. */
/** @typedef {{ start: number, end: number, kind: string }} Token What a word is; offsets in UTF-16 units. */

/**
 * @typedef {object} RunRequest
 * @property {string} workload
 * @property {string[]} models
 * @property {number} [workers]
 * @property {number} [limit]
 * @property {number} [seed]
 * @property {number} [repeat] How often the whole is done, models taking turns; what it comes to is the median run.
 * @property {'browser' | 'virtual'} [clock] `virtual`: simulated, exact and at once; computing takes its nominal time. `browser` if left out.
 */

/**
 * @typedef {object} TaskResult
 * @property {string} name
 * @property {string} state
 * @property {number} startMs
 * @property {number} endMs
 * @property {string} [error]
 * @property {number} [value] The number that its last computing step came to.
 * @property {string} [checksum] Of the last number or image that a computing step came to, or else of the last text: the
 *   same under every model and in every build.
 */

/** @typedef {{ task: string, width: number, height: number, rgba: Uint8ClampedArray }} TaskImage */

/** @typedef {{ count: number, p50: number, p90: number, p99: number, max: number }} Latency From arrival to end; ms. */

/** @typedef {{ task: string, step: string, ms: number }} SlowStep The task's name and the step as it is written: it held the event loop for so long. */

/**
 * @typedef {object} ModelResult
 * @property {number} wallMs
 * @property {TaskResult[]} tasks
 * @property {Record<string, number>} counts Tasks by state; a state without tasks may be absent.
 * @property {number} longestBlockMs
 * @property {{ count: number, p50: number, p99: number, max: number } | null} lag How late the event loop came to what was due; ms.
 * @property {number | null} speedup Wall time of `sequential` by this one's; `null` when it was not run.
 * @property {{ count: number, min: number, max: number } | null} spread Of the wall times, in ms, where the run was repeated; all else is the median run's.
 * @property {boolean} simulated Nothing of it was measured: time was virtual.
 * @property {[number, number, string, string, string][]} [events] Of a simulated run: microseconds, task (-1: main), path of the step, what, detail.
 * @property {string} [error] Why the model could not be run to its end.
 * @property {string[]} notes Sentences about the run as a whole.
 * @property {string[]} deadlocks Circles in which tasks waited for each other's locks, a sentence each.
 * @property {{ name: string, waits: number, longestMs: number, totalMs: number }[]} locks How long tasks waited for each lock.
 * @property {{ name: string, expected: number, found: number }[]} counters What became of the numbers that tasks share.
 * @property {number | null} memoryBytes The most memory that it took: what its tasks allocated, its threads' stacks and its processes' memories.
 * @property {number} [startUpMs] From the run's beginning until the last of its processes was ready.
 * @property {Times | null} times Where the time went; `null` where there is no trace.
 * @property {Latency | null} [latency] Where tasks arrive over time.
 * @property {number} [throughput] Tasks that ended well, a second.
 * @property {[number, number][]} [waiting] How many tasks had arrived and not ended, from each time on; ms from the start.
 * @property {number[]} [distribution] After so many ms at the most, counted from a task's arrival, 0, 1, … 100 in a hundred of those that ended well were done.
 * @property {{ task: string, url: string, depth: number }[]} [pages] That crawls have read.
 * @property {SlowStep[]} [slow] Steps that held the event loop for more than 100 ms.
 * @property {TaskImage[]} images
 */

/**
 * Where a run's time went, all tasks and their parts together; ms.
 *
 * @typedef {object} Times
 * @property {boolean} complete Whether no record of the trace is missing.
 * @property {number} longestTask The most that the steps of one task took together.
 * @property {number} computing
 * @property {number} waiting For what is outside: timers, answers, and what blocks.
 * @property {number} queued Ready, but with no slot.
 * @property {number} lock For other tasks.
 * @property {number} gil For the global interpreter lock.
 * @property {number} starting For processes to start.
 * @property {number} copying Between processes.
 * @property {number} backoff Before another attempt.
 * @property {StepTime[]} steps
 */

/** @typedef {{ line: string, step: number, text: string, tasks: number, computing: number, waiting: number, waits: number, receiving: number, queued: number }} StepTime What one step of one line came to in all its tasks. */

/**
 * @typedef {object} Verdict
 * @property {string} text A paragraph in plain words.
 * @property {'io' | 'cpu' | 'lock' | 'mixed' | 'nothing'} bound
 * @property {string | null} winner The quickest model's id, of those that ended.
 * @property {number | null} ofIdeal The least time that the cores and the longest task allow, as a part of the winner's.
 * @property {string | null} next What would help next.
 * @property {string | null} python Whether the answer would be another in Python.
 * @property {{ id: string, sentence: string, evidence: Record<string, number> }[]} findings
 */

/**
 * @typedef {object} PredictRequest
 * @property {string} workload
 * @property {string[]} [models] All of them if left out.
 * @property {number} [cores] Up to 1024; this machine's if left out.
 * @property {number} [workers]
 * @property {number} [limit]
 * @property {number} [seed]
 * @property {number} [tasks] Up to a million; each line has its share of them.
 * @property {number} [io] Waits for what is outside take so many times as long.
 * @property {boolean} [cpython] Whether steps that compute are as slow as the same work in CPython.
 * @property {RunResult} [measured] A run of the same text, `sequential` among its models: steps then cost what they took, and cores and processes what they cost the other models.
 */

/**
 * @typedef {object} Prediction
 * @property {true} predicted Nothing of it was measured.
 * @property {number} cores
 * @property {number} workers
 * @property {number} tasks
 * @property {Record<string, Predicted>} models
 * @property {string[]} notes What to know of it.
 */

/**
 * @typedef {object} Predicted
 * @property {number} wallMs
 * @property {number | null} speedup
 * @property {number} simulated How many tasks were simulated, each by itself.
 * @property {boolean} exact Whether that were all; if not, the wall time was extended from two samples.
 * @property {number} notDone How many of those did not end well.
 */

/**
 * @typedef {object} Outline What a run under one model would look like.
 * @property {true} predicted Nothing of it was measured.
 * @property {number} wallMs
 * @property {{ columns: Columns, length: number } | null} trace As of a run; `null` where there are too many steps to sketch.
 */

/**
 * @typedef {object} ScaleRequest
 * @property {string} workload Many like tasks, or one that computes what can be divided.
 * @property {number} [from] The fewest workers; 1 if left out.
 * @property {number} [to] The most; as many as cores if left out.
 * @property {number} [repeats] 3 if left out.
 */

/**
 * @typedef {object} ScaleResult
 * @property {string} model Whose workers they are.
 * @property {boolean} divided Whether one task's computing was divided among them; if not, they took whole tasks.
 * @property {{ workers: number, count: number, wallMs: number, min: number, max: number, speedup: number | null, fitted: number | null }[]} points Medians; `fitted`: what the law makes of so many.
 * @property {{ serial: number, interval: [number, number] | null, limit: number | null, method: 'karp-flatt' | 'least-squares', upTo: number } | null} amdahl
 *   The part that stays serial, nine in ten of the resamples around it, and the speed-up that no number of workers exceeds;
 *   from as many workers as there are cores.
 * @property {{ workers: number, wallMs: number, whole: boolean }[]} runs In the order in which they ran.
 * @property {Environment} environment
 * @property {boolean} stopped
 */

/** @typedef {{ notices: import('./lessons/index.js').Notice[], result: RunResult }} NoticeRequest */

/**
 * @typedef {object} Noticed What there is to notice in a run.
 * @property {string[]} sentences With the run's numbers in them.
 * @property {string[]} missing Ids of models that sentences are about and that were not run to their end.
 * @property {string[]} unmeasured What sentences are about and was not measured.
 */

/**
 * @typedef {object} RunResult
 * @property {Record<string, ModelResult>} models In the order in which they ran.
 * @property {Verdict} verdict What it amounts to.
 * @property {object} overrides What of the request outranked the text.
 * @property {Environment} environment
 * @property {boolean} stopped
 * @property {boolean} hidden Whether the tab was hidden for some of the time: browsers slow down the timers of hidden tabs.
 */

/**
 * The trace of one model; times in ms from its start. A row is a span, or says how a task ended, or (its kind's `group`
 * is `link`) that a part was made, which then has spans and an end as a task has: parts have the numbers from that of
 * tasks upwards, in the order in which they were made. A `beat` says of the event loop that what was due at its start
 * was done at its end, and an `amount` of a task or part how much of something there was by its start.
 *
 * @typedef {object} Columns
 * @property {Float64Array} start
 * @property {Float64Array} end `NaN` while the span is open; filled in later. Of a link, no time: the number of the
 *   task or part that the new part belongs to. Of an amount, no time either: how much.
 * @property {Uint32Array} task The task's or part's number.
 * @property {Uint16Array} step Index into the `steps` of the task's line; beyond them for none. Of a link, the step of
 *   the one that the part belongs to.
 * @property {Uint8Array} kind
 * @property {Uint8Array} lane
 */

/**
 * @typedef {object} TraceModel
 * @property {string} id
 * @property {string} workload The text that is run.
 * @property {number} startMs Epoch milliseconds.
 * @property {number | null} endMs `null` while it runs.
 * @property {(task: number) => string} taskNames Of tasks, not of parts.
 * @property {number} tasks
 * @property {Columns} columns Rows are only ever appended; the arrays may be replaced when they grow.
 * @property {number} length
 * @property {number} dropped Spans that found no room in their ring.
 */

/**
 * @typedef {object} Trace The last run's, until a model of the next one is announced: then it is that run's.
 * @property {TraceModel[]} models
 */

/** @typedef {{ fromMs: number, toMs: number, lanes: number, kinds: { kind: number, ms: number, share: number, spans: number }[] }} Within What the time in a stretch went into. */

/**
 * @typedef {object} StudyState What was going on when a moment had come: a task or part had begun to do something else.
 * @property {number} moment Counted from 0.
 * @property {number} moments
 * @property {number} ms
 * @property {number} lane The task's or part's number.
 * @property {string} sentence What happens.
 * @property {string[]} ready Who waits for a turn or a slot, the first so many.
 * @property {number} readyCount
 * @property {{ thread: string, task: string | null, what: string }[]} threads
 * @property {{ task: string, what: string }[]} waits The first so many.
 * @property {number} waitsCount
 * @property {{ what: string, by: string[], wantedBy: string[] }[]} held Locks and permits.
 */

/**
 * @typedef {object} Study What can be asked of a trace.
 * @property {() => Promise<number>} moments How many there are.
 * @property {() => Promise<{ inFlight: Float64Array, busy: Float64Array }>} curves Tasks that had been created and had not
 *   ended, and threads that computed; times in ms and numbers in turn.
 * @property {(fromMs: number, toMs: number) => Promise<Within>} within
 * @property {(ms: number) => Promise<number>} momentAt The last that has come by then.
 * @property {(moment: number) => Promise<StudyState | null>} state
 */

/**
 * `workload` is the text that is run, with every `model`; `shown`, whether its trace takes the place of the last run's.
 *
 * @typedef {{ state: State, model: string | null, workload?: string, shown: boolean }} Change
 */
/** @typedef {{ message: string, until?: Promise<void> }} Notice `until` settles once it is true no more. */
/** @typedef {{ workload: string, result: RunResult }} Finished */

/**
 * @typedef {Error & { code: string, diagnostics?: Diagnostic[] }} PlaygroundError `name` is `PlaygroundError`.
 */

/**
 * Its events: `change` ({@link Change}), `result` ({@link Finished}; of every run that resolved,
 * whoever started it), `notice` ({@link Notice}).
 *
 * @typedef {object} PlaygroundMethods
 * @property {Environment} environment What the page may use, and why it may not.
 * @property {Promise<void>} prepared Resolves once the service worker answers for the page, or it is known why none does. A run that may ask it waits for that by itself.
 * @property {() => Description} describe The language, the models and the kinds of span, as declared in Rust.
 * @property {(text: string) => Promise<CheckResult>} check Every mistake in a workload, or its lines.
 * @property {(text: string, offset: number) => Promise<Completion[]>} complete What may be written there.
 * @property {(text: string, model: string, workers?: number, style?: Listing['style']) => Promise<Listing>} code The workload under a model as Python.
 * @property {(text: string, offset: number) => Promise<Help | null>} helpAt What the word there means.
 * @property {(text: string) => Promise<Token[]>} highlight Which word is what, in the order of the text.
 * @property {(request: RunRequest) => Promise<RunResult>} run Runs a workload under some models, one after another. Rejects with a `PlaygroundError`, whose `code` says what is wrong: `busy`, `engine-lost`, `desk-failed`, or what `Refusal` in src/model/admit.rs names.
 * @property {(request: NoticeRequest) => Promise<Noticed>} notice Fills the numbers of a run into a lesson's sentences.
 * @property {(request: PredictRequest) => Promise<Prediction>} predict What a run would come to, here or on another machine; nothing is run.
 * @property {(request: PredictRequest) => Promise<Outline>} outline Of one model.
 * @property {(request: ScaleRequest) => Promise<ScaleResult>} scale Runs a workload on more and more threads, and fits Amdahl's law.
 * @property {() => Promise<void>} stop Ends the run that is under way; settles once it has ended.
 * @property {() => Promise<void>} loaded Settles once no engine is being started.
 * @property {() => Trace} trace Of the last run, or of the one that is under way as far as it has come.
 * @property {(where: 'kernel' | 'loop' | 'worker') => void} breakEngine Breaks the engine on purpose, to see what the page makes of it.
 * @property {() => number} memoryBytes The engine's memory, where the page can see it; 0 elsewhere.
 * @property {(trace: string | TraceModel) => Study} study Of the last run's under a model, or of any that is over.
 * @property {(format: string) => Promise<Blob>} exportTrace The last run's trace as a file, in a format of `describe().formats`.
 */

/** @typedef {EventTarget & PlaygroundMethods} Playground */

export {};
