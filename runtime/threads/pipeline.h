// A pipeline of threads: tasks are made in order, and go through stages of which some see them in that order, one after
// the other, and some work on many at once.
//
//     Pipeline<Task*>([&] { return next_task(); })     null ends it
//         .at_once([&](Task& task) { ... })
//         .in_order([&](Task& task) { ... })
//         .run(threads);
//
// Enough tasks are under way that no thread waits for the stages in order, few enough that they stay in the caches: two
// for each thread. Exceptions of a stage pass through, when the other stages have come to rest.
//
// Threads: what only one stage in order uses, or goes along with the task, needs no lock. What is each thread's own may
// be read when run() has returned.
#pragma once

#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <cstddef>
#include <functional>
#include <memory>
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

/// `Pointer`: to a task, owning or not.
template <class Pointer>
class Pipeline {
public:
    using Task = typename std::pointer_traits<Pointer>::element_type;

    explicit Pipeline(std::function<Pointer()> first) : first_(std::move(first)) {}

    Pipeline& at_once(std::function<void(Task&)> work) { return add(tbb::filter_mode::parallel, std::move(work)); }
    Pipeline& in_order(std::function<void(Task&)> work) {
        return add(tbb::filter_mode::serial_in_order, std::move(work));
    }

    void run(int threads) const {
        const auto count = static_cast<std::size_t>(threads);
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, count);
        tbb::task_arena arena(threads);
        handed_on(&begin_);
        arena.execute([&] { tbb::parallel_pipeline(2 * count, chain()); });
        taken_over(&end_);
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

    tbb::filter<void, void> chain() const {
        auto filters = tbb::make_filter<void, Pointer>(tbb::filter_mode::serial_in_order, [this](auto& flow) {
            Pointer task = next();
            if (!task) flow.stop();
            return task;
        });
        for (const Stage& stage : stages_) {
            filters = filters & tbb::make_filter<Pointer, Pointer>(stage.mode, [this, &stage](Pointer task) {
                          pass(stage, *task);
                          return task;
                      });
        }
        return filters & tbb::make_filter<Pointer, void>(tbb::filter_mode::parallel, [](const Pointer&) {});
    }

    Pointer next() const {
        taken_over(&begin_);
        taken_over(&first_);
        Pointer task = first_();
        handed_on(std::to_address(task));
        handed_on(&first_);
        handed_on(&end_);
        return task;
    }

    void pass(const Stage& stage, Task& task) const {
        const bool is_in_order = stage.mode == tbb::filter_mode::serial_in_order;
        taken_over(&begin_);
        taken_over(&task);
        if (is_in_order) taken_over(&stage);
        stage.work(task);
        if (is_in_order) handed_on(&stage);
        handed_on(&task);
        handed_on(&end_);
    }

    std::function<Pointer()> first_;
    std::vector<Stage> stages_;
    char begin_ = 0, end_ = 0;  ///< what stands for all that was done before, and for all that the stages have done
};

}  // namespace collmc::threads
