// A pipeline of threads: tasks are begun in order, and go through stages of which some see them in that order, one
// after the other, and some work on many at once.
//
//     Pipeline<Task>([&](Task& task) { return begin(task); })     false ends it
//         .at_once([&](Task& task) { ... })
//         .in_order([&](Task& task) { ... })
//         .run(threads);
//
// Enough tasks are under way that no thread waits for the stages in order, few enough that they stay in the caches: two
// for each thread. They are used again, with what they hold. Exceptions of a stage pass through, when the other stages
// have come to rest.
//
// Threads: what only one stage in order uses, or goes along with the task, needs no lock. What is each thread's own may
// be read when run() has returned.
#pragma once

#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#ifdef __SANITIZE_THREAD__
extern "C" void __tsan_acquire(void*);
extern "C" void __tsan_release(void*);
#endif

namespace collmc::threads {

/// libtbb hands tasks from thread to thread, and is not compiled for ThreadSanitizer, which has to be told: what was
/// done before handed_on() is seen behind taken_over() of the same thing. Nothing in other builds.
inline void handed_on([[maybe_unused]] const void* thing) {
#ifdef __SANITIZE_THREAD__
    __tsan_release(const_cast<void*>(thing));
#endif
}
inline void taken_over([[maybe_unused]] const void* thing) {
#ifdef __SANITIZE_THREAD__
    __tsan_acquire(const_cast<void*>(thing));
#endif
}

/// At the end of a block, also where that is left by an exception.
template <void (*kTell)(const void*)>
class AtEnd {
public:
    explicit AtEnd(const void* thing) : thing_(thing) {}
    AtEnd(const AtEnd&) = delete;
    AtEnd& operator=(const AtEnd&) = delete;
    ~AtEnd() { kTell(thing_); }

private:
    const void* thing_;
};
using HandsOn = AtEnd<handed_on>;
using TakesOver = AtEnd<taken_over>;

/// `Task`: what is default-constructed twice for each thread, and goes through the stages.
template <class Task>
class Pipeline {
public:
    explicit Pipeline(std::function<bool(Task&)> first) : first_(std::move(first)) {}

    Pipeline& at_once(std::function<void(Task&)> work) { return add(tbb::filter_mode::parallel, std::move(work)); }
    Pipeline& in_order(std::function<void(Task&)> work) {
        return add(tbb::filter_mode::serial_in_order, std::move(work));
    }

    void run(int threads) {
        const auto count = static_cast<std::size_t>(threads);
        std::vector<Task> tasks(2 * count);
        free_.clear();
        for (Task& task : tasks) free_.push_back(&task);
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, count);
        tbb::task_arena arena(threads);
        handed_on(&begin_);
        const TakesOver end(&end_);
        arena.execute([&] { tbb::parallel_pipeline(tasks.size(), chain()); });
    }

private:
    struct Stage {
        tbb::filter_mode mode;
        std::function<void(Task&)> work;
    };

    Pipeline& add(tbb::filter_mode mode, std::function<void(Task&)> work) {
        stages_.push_back({mode, std::move(work)});
        return *this;
    }

    tbb::filter<void, void> chain() {
        auto filters = tbb::make_filter<void, Task*>(tbb::filter_mode::serial_in_order, [this](auto& flow) {
            Task* const task = next();
            if (task == nullptr) flow.stop();
            return task;
        });
        for (const Stage& stage : stages_) {
            filters = filters & tbb::make_filter<Task*, Task*>(stage.mode, [this, &stage](Task* task) {
                          pass(stage, *task);
                          return task;
                      });
        }
        return filters & tbb::make_filter<Task*, void>(tbb::filter_mode::parallel, [this](Task* task) { end(task); });
    }

    /// Null where there is none.
    Task* next() {
        taken_over(&begin_);
        taken_over(&first_);
        const HandsOn end(&end_), order(&first_);
        Task* const task = take_free();
        const HandsOn here(task);
        return first_(*task) ? task : nullptr;
    }

    /// The one that was given back last, which is most likely in a cache.
    Task* take_free() {
        const std::scoped_lock lock(mutex_);
        Task* const task = free_.back();
        free_.pop_back();
        return task;
    }

    void pass(const Stage& stage, Task& task) const {
        taken_over(&begin_);
        taken_over(&task);
        const HandsOn end(&end_), here(&task);
        if (stage.mode == tbb::filter_mode::parallel) return stage.work(task);
        taken_over(&stage);
        const HandsOn order(&stage);
        stage.work(task);
    }

    void end(Task* task) {
        const HandsOn end(&end_);
        const std::scoped_lock lock(mutex_);
        free_.push_back(task);
    }

    std::function<bool(Task&)> first_;
    std::vector<Stage> stages_;
    std::mutex mutex_;
    std::vector<Task*> free_;   ///< no more are under way than there are
    char begin_ = 0, end_ = 0;  ///< what stands for all that was done before, and for all that the stages have done
};

}  // namespace collmc::threads
