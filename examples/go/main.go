// A whole study with the generated client: go run . --url http://127.0.0.1:8080 --study NAME --trials 40
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"parley.dev/clients/go"
)

func definition(trials int64) parley.StudyRequest {
	lr := parley.FloatParameter{Type: "float", Name: "lr", Low: 1e-5, High: 0.1, Scale: parley.SCALE_LOG.Ptr()}
	width := parley.IntParameter{Type: "int", Name: "width", Low: 8, High: 512, Scale: parley.SCALE_LOG.Ptr()}
	batch := parley.OrdinalParameter{Type: "ordinal", Name: "batch", Values: []any{16, 32, 64, 128}}
	solver := parley.CategoricalParameter{Type: "categorical", Name: "solver", Choices: []any{"adam", "sgd"}}
	momentum := parley.FloatParameter{Type: "float", Name: "momentum", Low: 0, High: 0.99,
		When: &parley.Condition{Parameter: "solver", In: []any{"sgd"}}}
	return parley.StudyRequest{
		Description: parley.PtrString("A made-up training, told apart by how far each setting is from a good one"),
		Space: []parley.Parameter{
			parley.FloatParameterAsParameter(&lr),
			parley.IntParameterAsParameter(&width),
			parley.OrdinalParameterAsParameter(&batch),
			parley.CategoricalParameterAsParameter(&solver),
			parley.FloatParameterAsParameter(&momentum),
		},
		Objectives: []parley.Objective{{Name: "loss", Direction: parley.DIRECTION_MINIMIZE}},
		Strategy:   &parley.Strategy{Type: parley.STRATEGYTYPE_TPE.Ptr(), Seed: parley.PtrInt64(7)},
		Pruner:     &parley.Pruner{Type: parley.PRUNERTYPE_MEDIAN, StartupTrials: parley.PtrInt32(5)},
		Limits:     &parley.Limits{Trials: &trials},
	}
}

// settings are what a trial's configuration holds; momentum is nil for adam.
type settings struct {
	Lr, Width, Batch float64
	Solver           string
	Momentum         *float64
}

func read(configuration map[string]any) (s settings, err error) {
	text, err := json.Marshal(configuration)
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	return s, err
}

// train says how the training ended: diverged, stopped early because others were better by then, or complete.
func train(ctx context.Context, api *parley.TrialsAPIService, study string, trial parley.Trial) (parley.TellRequest, error) {
	told := parley.TellRequest{Lease: trial.Lease}
	s, err := read(trial.Configuration)
	if err != nil {
		return told, err
	}
	if s.Lr > 0.05 {
		told.State, told.Reason = parley.TOLDSTATE_FAILED, parley.PtrString("diverged")
		return told, nil
	}
	end := far(s.Lr, 0.003) + far(s.Width, 96) + far(s.Batch, 32)
	if s.Momentum != nil {
		end += far(1-*s.Momentum, 0.1)
	} else {
		end += 0.05
	}
	for epoch := int64(1); epoch <= 5; epoch++ {
		told.Values = map[string]float64{"loss": end + 1/float64(epoch)}
		report := parley.ReportRequest{Lease: trial.GetLease(), Step: epoch, Values: told.Values}
		answer, _, err := api.Report(ctx, study, trial.Number).ReportRequest(report).Execute()
		if err != nil {
			return told, err
		}
		if answer.ShouldPrune {
			told.State, told.Values = parley.TOLDSTATE_PRUNED, nil
			return told, nil
		}
	}
	told.State = parley.TOLDSTATE_COMPLETE
	return told, nil
}

// far is 0 where a setting is a good one, and goes towards 1 where it is many times as large or as small.
func far(setting, good float64) float64 {
	distance := (setting - good) / (setting + good)
	return distance * distance
}

// work asks, trains and tells until the study is completed.
func work(ctx context.Context, api *parley.TrialsAPIService, study string) error {
	for {
		ask := parley.AskRequest{Count: parley.PtrInt32(4), Worker: parley.PtrString("go")}
		asked, _, err := api.Ask(ctx, study).AskRequest(ask).Execute()
		if err != nil {
			return err
		}
		for _, trial := range asked.Trials {
			told, err := train(ctx, api, study, trial)
			if err != nil {
				return err
			}
			if _, _, err := api.Tell(ctx, study, trial.Number).TellRequest(told).Execute(); err != nil {
				return err
			}
		}
		if asked.Study.State == parley.STUDYSTATE_COMPLETED {
			return nil
		}
		if len(asked.Trials) == 0 {
			time.Sleep(time.Duration(max(1, asked.Study.GetRetryAfterSeconds())) * time.Second)
		}
	}
}

// count pages through the trials and says how many ended in which state.
func count(ctx context.Context, api *parley.TrialsAPIService, study string) (map[parley.TrialState]int, error) {
	ended := map[parley.TrialState]int{}
	for list := api.ListTrials(ctx, study).PageSize(10); ; {
		page, _, err := list.Execute()
		if err != nil {
			return nil, err
		}
		for _, trial := range page.Trials {
			ended[trial.State]++
		}
		if page.NextPageToken == nil {
			return ended, nil
		}
		list = list.PageToken(*page.NextPageToken)
	}
}

func run(ctx context.Context, service *parley.APIClient, study string, trials int64) error {
	if _, _, err := service.StudiesAPI.PutStudy(ctx, study).StudyRequest(definition(trials)).Execute(); err != nil {
		return err
	}
	if err := work(ctx, service.TrialsAPI, study); err != nil {
		return err
	}
	ended, err := count(ctx, service.TrialsAPI, study)
	if err != nil {
		return err
	}
	read, _, err := service.StudiesAPI.GetStudy(ctx, study).Execute()
	if err != nil {
		return err
	}
	fmt.Printf("study %s is %s: %v\n", study, read.State, ended)

	best, _, err := service.ResultsAPI.GetBest(ctx, study).Execute()
	if err != nil {
		return err
	}
	fmt.Printf("best: trial %d, loss %v, %v\n", best.Trial.Number, best.Trial.Values["loss"], best.Trial.Configuration)

	_, _, err = service.StudiesAPI.GetStudy(ctx, study+".2").Execute()
	var failure *parley.GenericOpenAPIError
	if errors.As(err, &failure) {
		if problem, ok := failure.Model().(parley.Problem); ok {
			fmt.Printf("%s: %s\n", problem.Type, problem.Detail)
			return nil
		}
	}
	return err
}

func main() {
	url := flag.String("url", "http://127.0.0.1:8080", "where Parley is")
	study := flag.String("study", fmt.Sprintf("go-%d", time.Now().Unix()), "the study's name")
	trials := flag.Int64("trials", 40, "how many trials the study has")
	flag.Parse()

	settings := parley.NewConfiguration()
	settings.Servers = parley.ServerConfigurations{{URL: *url}}
	ctx := context.Background()
	if key := os.Getenv("PARLEY_KEY"); key != "" {
		ctx = context.WithValue(ctx, parley.ContextAccessToken, key)
	}
	if err := run(ctx, parley.NewAPIClient(settings), *study, *trials); err != nil {
		log.Fatal(err)
	}
}
