#pragma once
#include <array>
#include <string>
#include <vector>

#include "dragoman/base/names.h"
#include "dragoman/config/config.h"

namespace dragoman {

/// Of SentencePiece.
inline const std::vector<std::string> normalization_rules = {"nmt_nfkc", "nmt_nfkc_cf", "nfkc",
                                                             "nfkc_cf", "identity"};

template <>
inline constexpr auto name_table<DeviceKind> = std::to_array<Named<DeviceKind>>(
    {{DeviceKind::automatic, "auto"}, {DeviceKind::cpu, "cpu"}, {DeviceKind::cuda, "cuda"}});
template <>
inline constexpr auto name_table<Script> = std::to_array<Named<Script>>(
    {{Script::any, "any"},           {Script::latin, "latin"},
     {Script::greek, "greek"},       {Script::cyrillic, "cyrillic"},
     {Script::armenian, "armenian"}, {Script::hebrew, "hebrew"},
     {Script::arabic, "arabic"},     {Script::devanagari, "devanagari"},
     {Script::bengali, "bengali"},   {Script::gurmukhi, "gurmukhi"},
     {Script::gujarati, "gujarati"}, {Script::odia, "odia"},
     {Script::tamil, "tamil"},       {Script::telugu, "telugu"},
     {Script::kannada, "kannada"},   {Script::malayalam, "malayalam"},
     {Script::sinhala, "sinhala"},   {Script::thai, "thai"},
     {Script::lao, "lao"},           {Script::tibetan, "tibetan"},
     {Script::myanmar, "myanmar"},   {Script::georgian, "georgian"},
     {Script::ethiopic, "ethiopic"}, {Script::khmer, "khmer"},
     {Script::han, "han"},           {Script::japanese, "japanese"},
     {Script::korean, "korean"}});
template <>
inline constexpr auto name_table<SubwordKind> = std::to_array<Named<SubwordKind>>(
    {{SubwordKind::unigram, "unigram"}, {SubwordKind::bpe, "bpe"}});
template <>
inline constexpr auto name_table<BatchUnit> = std::to_array<Named<BatchUnit>>(
    {{BatchUnit::sentences, "sentences"}, {BatchUnit::tokens, "tokens"}});
template <>
inline constexpr auto name_table<CellKind> =
    std::to_array<Named<CellKind>>({{CellKind::gru, "gru"}, {CellKind::lstm, "lstm"}});
template <>
inline constexpr auto name_table<DecoderKind> =
    std::to_array<Named<DecoderKind>>({{DecoderKind::luong, "luong"},
                                       {DecoderKind::bahdanau, "bahdanau"},
                                       {DecoderKind::conditional, "conditional"}});
template <>
inline constexpr auto name_table<BridgeKind> = std::to_array<Named<BridgeKind>>(
    {{BridgeKind::zero, "zero"}, {BridgeKind::last, "last"}, {BridgeKind::mean, "mean"}});
template <>
inline constexpr auto name_table<TyingKind> = std::to_array<Named<TyingKind>>(
    {{TyingKind::none, "none"}, {TyingKind::target, "target"}, {TyingKind::all, "all"}});
template <>
inline constexpr auto name_table<OptimizerKind> = std::to_array<Named<OptimizerKind>>(
    {{OptimizerKind::adam, "adam"}, {OptimizerKind::adamw, "adamw"}, {OptimizerKind::sgd, "sgd"}});
template <>
inline constexpr auto name_table<ScheduleKind> =
    std::to_array<Named<ScheduleKind>>({{ScheduleKind::constant, "constant"},
                                        {ScheduleKind::inverse_sqrt, "inverse_sqrt"},
                                        {ScheduleKind::plateau, "plateau"},
                                        {ScheduleKind::luong, "luong"},
                                        {ScheduleKind::linear, "linear"},
                                        {ScheduleKind::cosine, "cosine"},
                                        {ScheduleKind::restarts, "restarts"}});
template <>
inline constexpr auto name_table<Metric> = std::to_array<Named<Metric>>({{Metric::bleu, "bleu"},
                                                                         {Metric::chrf, "chrf"},
                                                                         {Metric::loss, "loss"}});
template <>
inline constexpr auto name_table<RiskMetric> =
    std::to_array<Named<RiskMetric>>({{RiskMetric::bleu, "bleu"}, {RiskMetric::chrf, "chrf"}});
template <>
inline constexpr auto name_table<LocalScore> = std::to_array<Named<LocalScore>>(
    {{LocalScore::dot, "dot"}, {LocalScore::general, "general"}, {LocalScore::concat, "concat"}});
template <>
inline constexpr auto name_table<Kernels> =
    std::to_array<Named<Kernels>>({{Kernels::fast, "fast"}, {Kernels::reference, "reference"}});
template <>
inline constexpr auto name_table<Precision> =
    std::to_array<Named<Precision>>({{Precision::automatic, "auto"},
                                     {Precision::fp32, "fp32"},
                                     {Precision::bf16, "bf16"},
                                     {Precision::tf32, "tf32"}});
template <>
inline constexpr auto name_table<SearchPrecision> =
    std::to_array<Named<SearchPrecision>>({{SearchPrecision::automatic, "auto"},
                                           {SearchPrecision::fp32, "fp32"},
                                           {SearchPrecision::bf16, "bf16"},
                                           {SearchPrecision::int8, "int8"}});
template <>
inline constexpr auto name_table<LengthPenalty> =
    std::to_array<Named<LengthPenalty>>({{LengthPenalty::none, "none"},
                                         {LengthPenalty::average, "average"},
                                         {LengthPenalty::gnmt, "gnmt"}});
template <>
inline constexpr auto name_table<Stopping> = std::to_array<Named<Stopping>>(
    {{Stopping::full, "full"}, {Stopping::exact, "exact"}, {Stopping::first, "first"}});

}  // namespace dragoman
