#include "nn/tape/recorded_operators.h"

#include <algorithm>
#include <utility>

#include <torch/utils.h>

namespace dragoman {
namespace {

constexpr size_t most_recordings = 64;  // of one place in a model

/// Steps that all have one mask.
bool is_repeated(const Tensor& tensor) {
  return tensor.dim() > 0 && tensor.size(0) > 1 && tensor.stride(0) == 0;
}

/// Memory for what has the shape of `tensor`.
Tensor room_for(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  const auto options = tensor.options().requires_grad(false);
  return is_repeated(tensor) ? torch::empty(tensor.sizes().slice(1), options).expand(tensor.sizes())
                             : torch::empty(tensor.sizes(), options);
}

void write(const variable_list& from, const variable_list& to) {
  for (size_t i = 0; i < from.size(); ++i) {
    if (!from[i].defined()) continue;
    is_repeated(to[i]) ? to[i][0].copy_(from[i][0]) : Tensor(to[i]).copy_(from[i]);
  }
}

std::vector<int64_t> shapes_of(const variable_list& tensors) {
  std::vector<int64_t> shapes;
  for (const Tensor& tensor : tensors) {
    shapes.push_back(tensor.defined() ? tensor.dim() : -1);
    if (!tensor.defined()) continue;
    shapes.push_back(static_cast<int64_t>(tensor.scalar_type()));
    shapes.push_back(is_repeated(tensor) ? 1 : 0);
    shapes.insert(shapes.end(), tensor.sizes().begin(), tensor.sizes().end());
  }
  return shapes;
}

Tensor dense_room_for(const Tensor& tensor) {
  return tensor.defined() ? torch::empty(tensor.sizes(), tensor.options()) : Tensor();
}

/// Whether one of `given` is defined where none of `known` is.
bool has_more_than(const variable_list& known, const variable_list& given) {
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i].defined() && !known[i].defined()) return true;
  }
  return false;
}

}  // namespace

/// An operator on memory of its own, and what was recorded of it.
class RecordedOperators::Recording {
 public:
  Recording(const variable_list& inputs, Make make, Recorder& recorder)
      : make_(std::move(make)), recorder_(recorder) {
    for (const Tensor& input : inputs) inputs_.push_back(room_for(input));
  }

  void forward(const variable_list& inputs) {
    if (!forward_ || parameters_ != parameters()) {
      forward_ = recorder_.record([this] {
        made_ = make_(inputs_);
        outputs_ = made_->forward();
      });
      backward_ = nullptr;
    }
    const auto recorded = made_;
    write(inputs, inputs_);
    forward_();
    if (made_ != recorded) backward_ = nullptr;  // not recorded, but made anew
    parameters_ = parameters();
    is_under_way = true;
  }

  void backward(const variable_list& upstream) {
    is_under_way = false;
    if (!backward_ || has_more_than(upstream_, upstream)) {
      upstream_.clear();
      for (const Tensor& gradient : upstream) upstream_.push_back(dense_room_for(gradient));
      backward_ = recorder_.record([this] { made_->backward(upstream_); });
    }
    for (size_t i = 0; i < upstream.size(); ++i) {
      if (!upstream_[i].defined()) continue;
      upstream[i].defined() ? upstream_[i].copy_(upstream[i]) : upstream_[i].zero_();
    }
    backward_();
  }

  /// What a batch has in place of a tensor of the operator's.
  const Tensor& of_batch(const Tensor& own, const variable_list& batch) const {
    const auto found = std::find_if(inputs_.begin(), inputs_.end(),
                                    [&](const Tensor& input) { return input.is_same(own); });
    return found == inputs_.end() ? own : batch[static_cast<size_t>(found - inputs_.begin())];
  }

  Operator& made() const { return *made_; }
  const variable_list& outputs() const { return outputs_; }

  bool is_under_way = false;  // forward, and not back yet

 private:
  /// Where the operator's parameters and their gradients lie.
  std::vector<const void*> parameters() const {
    std::vector<const void*> places;
    if (!made_) return places;
    for (const Tensor& tensor : made_->ledger().inputs()) {
      places.push_back(tensor.data_ptr());
      if (!tensor.is_leaf() || !tensor.grad().defined()) continue;
      places.push_back(tensor.grad().data_ptr());
    }
    return places;
  }

  Make make_;
  Recorder& recorder_;
  variable_list inputs_, outputs_, upstream_;
  c10::intrusive_ptr<Operator> made_;
  std::vector<const void*> parameters_;
  std::function<void()> forward_, backward_;
};

/// One batch's turn of a recording.
class RecordedOperators::Repetition : public Operator {
 public:
  Repetition(std::shared_ptr<Recording> recording, const variable_list& inputs)
      : recording_(std::move(recording)) {
    const torch::NoGradGuard no_grad;
    recording_->forward(inputs);
    for (const Tensor& own : recording_->made().ledger().inputs()) {
      ledger_.add(recording_->of_batch(own, inputs));
    }
  }
  ~Repetition() override { recording_->is_under_way = false; }

  variable_list forward() override {
    variable_list outputs;
    for (const Tensor& output : recording_->outputs()) outputs.push_back(output.clone());
    return outputs;
  }

  void backward(const variable_list& upstream) override {
    recording_->backward(upstream);
    const variable_list& gradients = recording_->made().ledger().gradients();
    for (size_t entry = 0; entry < gradients.size(); ++entry) {
      ledger_.gradient(entry) = gradients[entry];
    }
  }

  size_t differentiable_outputs() const override {
    return recording_->made().differentiable_outputs();
  }

 private:
  std::shared_ptr<Recording> recording_;
};

variable_list RecordedOperators::run(const variable_list& inputs, const Make& make) {
  const torch::Device device = inputs.front().device();
  if (!Recorder::pays_on(device) || !torch::GradMode::is_enabled()) {
    return run_operator(make(inputs));
  }
  if (!recorder_) recorder_.emplace(device);
  if (const auto repeated = repetition(inputs, make)) return run_operator(repeated);
  const auto made = make(inputs);
  places_[shapes_of(inputs)].is_repeatable = made->is_repeatable();
  return run_operator(made);
}

c10::intrusive_ptr<Operator> RecordedOperators::repetition(const variable_list& inputs,
                                                           const Make& make) {
  const auto found = places_.find(shapes_of(inputs));
  if (found == places_.end() || !found->second.is_repeatable) return {};
  // All recordings of a place work in the same memory.
  const bool is_busy = std::any_of(places_.begin(), places_.end(), [](const auto& place) {
    return place.second.recording && place.second.recording->is_under_way;
  });
  if (is_busy) return {};
  std::shared_ptr<Recording>& recording = found->second.recording;
  if (!recording) {
    const auto count = std::count_if(places_.begin(), places_.end(), [](const auto& place) {
      return place.second.recording != nullptr;
    });
    if (static_cast<size_t>(count) == most_recordings || !recorder_->has_room()) return {};
    recording = std::make_shared<Recording>(inputs, make, *recorder_);
  }
  return c10::make_intrusive<Repetition>(recording, inputs);
}

}  // namespace dragoman
